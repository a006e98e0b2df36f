import { listBlocks } from "@rally/shared/relationships";
import { runCommands } from "@rally/shared/commands";
import {
  createConversationRoute,
  listUserChanges,
  sendMessageRoute,
  setMarkerRoute,
} from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { findPeople } from "@rally/shared/people";
import { Conversation } from "@rally/shared/server/models";
import { databaseErrorCode } from "@rally/shared/server/database";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/**
 * Blocks a user in a transaction that PostgreSQL ends because of a deadlock. On a slow machine it may
 * end the other transaction instead; then the block is made again.
 */
async function blockInDeadlock(one: TestPerson, other: TestPerson): Promise<string> {
  const id = await talk(one, other);
  for (;;) {
    const trx = await rally.database.transaction();
    await trx.raw("select from users where id = ? for no key update", [other.id]);
    const blocking = runCommand(one, "user.block", { userId: other.id });
    // The command holds the conversation's row, and waits for the user's.
    await eventually(async () => {
      const { rows } = await rally.database.raw<{ rows: unknown[] }>(
        `select from pg_locks join pg_stat_activity using (pid)
          where not granted and datname = current_database()`,
      );
      expect(rows).not.toEqual([]);
    });
    try {
      // PostgreSQL ends the transaction that has waited longer, if it looks after this wait began.
      await trx.raw("select from conversations where id = ? for no key update", [id]);
      await trx.commit();
      return await blocking;
    } catch (error) {
      if (databaseErrorCode(error) !== "40P01") throw error;
      await trx.rollback();
      await blocking;
      await runCommand(one, "user.unblock", { userId: other.id });
    }
  }
}

async function runCommand(by: TestPerson, name: string, input: object): Promise<string> {
  const commands = [{ id: newId(), name, input }];
  const { data } = await by.call(runCommands, { body: { commands } });
  const [answer] = data;
  return answer?.success ? "ok" : answer!.error.code;
}

const found = async (by: TestPerson, who: TestPerson): Promise<boolean> => {
  const { data } = await by.call(findPeople, { query: { search: who.user.username } });
  return data.some(({ id }) => id === who.id);
};

const send = (by: TestPerson, id: string) =>
  by.ask(sendMessageRoute, {
    params: { id },
    body: { id: newId(), content: { kind: "text", body: "hello" } },
  });

async function two(): Promise<[TestPerson, TestPerson]> {
  return [await signUp(rally), await signUp(rally)];
}

describe("[S14] a block", () => {
  test("stops messages in both directions until it is removed", async () => {
    const [one, other] = await two();
    const id = await talk(one, other);
    await say(one, id, "before");
    await runCommand(one, "user.block", { userId: other.id });
    for (const by of [one, other]) {
      const reply = await send(by, id);
      expect(reply.status).toBe(403);
      expect(reply.body).toMatchObject({ error: { code: "blocked" } });
    }
    await runCommand(one, "user.unblock", { userId: other.id });
    for (const by of [one, other]) expect((await send(by, id)).status).toBe(200);
  });

  test("by both users ends only when both remove it", async () => {
    const [one, other] = await two();
    const id = await talk(one, other);
    for (const [by, who] of [
      [one, other],
      [other, one],
    ] as const) {
      await runCommand(by, "user.block", { userId: who.id });
    }
    await runCommand(one, "user.unblock", { userId: other.id });
    expect((await send(one, id)).status).toBe(403);
    await runCommand(other, "user.unblock", { userId: one.id });
    expect((await send(one, id)).status).toBe(200);
  });

  test("hides both users from each other's search, and not from other users'", async () => {
    const [one, other] = await two();
    const third = await signUp(rally);
    await runCommand(one, "user.block", { userId: other.id });
    expect([await found(one, other), await found(other, one)]).toEqual([false, false]);
    expect([await found(third, one), await found(third, other)]).toEqual([true, true]);
  });

  test("refuses conversations between the two users and invitations into each other's groups", async () => {
    const [one, other] = await two();
    const { data } = await other.call(createConversationRoute, {
      body: { kind: "group", name: "theirs", members: [] },
    });
    await runCommand(one, "user.block", { userId: other.id });
    for (const [by, who] of [
      [one, other],
      [other, one],
    ] as const) {
      for (const input of [
        { kind: "direct", userId: who.id },
        { kind: "group", name: "both", members: [who.id] },
      ]) {
        expect(await runCommand(by, "conversation.create", input)).toBe("blocked");
      }
    }
    const adding = { conversationId: data.id, userId: one.id };
    expect(await runCommand(other, "member.add", adding)).toBe("blocked");
    expect(await Conversation.query(rally.database).findById(data.id)).toMatchObject({
      memberCount: 1,
    });
  });

  test("during the start of a conversation leaves no conversation that accepts messages", async () => {
    for (let round = 0; round < 20; round += 1) {
      const [one, other] = await two();
      const [, started] = await Promise.all([
        runCommand(one, "user.block", { userId: other.id }),
        other.ask(createConversationRoute, { body: { kind: "direct", userId: one.id } }),
      ]);
      if (started.body.success) expect((await send(other, started.body.data.id)).status).toBe(403);
    }
  });

  test("is synced to the user's own devices, and listed only for that user", async () => {
    const [one, other] = await two();
    for (const name of ["user.block", "user.block"]) {
      expect(await runCommand(one, name, { userId: other.id })).toBe("ok");
    }
    const changes = async (who: TestPerson) =>
      (await who.call(listUserChanges, { query: { since: 1 } })).data;
    expect(await changes(one)).toEqual([
      { type: "block", version: 2, userId: other.id, blocked: true },
    ]);
    expect(await changes(other)).toEqual([]);
    const { data } = await one.call(listBlocks);
    expect(data).toMatchObject([{ user: { id: other.id } }]);
    expect((await other.call(listBlocks)).data).toEqual([]);
    await runCommand(one, "user.unblock", { userId: other.id });
    expect(await changes(one)).toEqual([
      { type: "block", version: 3, userId: other.id, blocked: false },
    ]);
    expect((await one.call(listBlocks)).data).toEqual([]);
  });

  test("hides the user's read markers from the other user", async () => {
    const [one, other] = await two();
    const id = await talk(one, other);
    const { version } = await say(other, id, "read me");
    await runCommand(one, "user.block", { userId: other.id });
    await one.call(setMarkerRoute, { params: { id }, body: { seq: 1 } });
    expect(await Conversation.query(rally.database).findById(id)).toMatchObject({ version });
  });

  test("takes effect when its first transaction ends in a deadlock", async () => {
    const [one, other] = await two();
    expect(await blockInDeadlock(one, other)).toBe("ok");
    expect((await one.call(listBlocks)).data).toMatchObject([{ user: { id: other.id } }]);
  });

  test("of oneself or of an unknown user is refused", async () => {
    const one = await signUp(rally);
    expect(await runCommand(one, "user.block", { userId: one.id })).toBe("invalid_input");
    expect(await runCommand(one, "user.block", { userId: newId() })).toBe("not_found");
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
