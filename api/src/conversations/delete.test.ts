import { deleteAccount } from "@rally/shared/accounts";
import { listServerAudit } from "@rally/shared/audit";
import { listChannels } from "@rally/shared/channels";
import { runCommands } from "@rally/shared/commands";
import {
  addReactionRoute,
  createConversationRoute,
  deleteConversationRoute,
  listConversations,
  listMessages,
  listUserChanges,
} from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { acceptInviteRoute, createInviteRoute, showInvite } from "@rally/shared/invites";
import { listSentMessages } from "@rally/shared/message-log";
import { listNotifications } from "@rally/shared/notifications";
import { createReportRoute, listReports } from "@rally/shared/reports";
import { roomName } from "@rally/shared/rooms";
import { onlyByIndex } from "@rally/shared/server/database";
import { afterAll, describe, expect, test } from "vitest";
import {
  busesOfTwo,
  eventually,
  expectWithinASecond,
  openRoom,
  runCommand,
  say,
  sendPoll,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";
import { removalStatements } from "./remove-deleted.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;
const admin = await signUp(rally, { setupToken: rally.adminSetupLink?.split("#")[1] ?? "" });
const [owner, member, stranger] = await Promise.all([signUp(rally), signUp(rally), signUp(rally)]);

async function group(...others: TestPerson[]): Promise<string> {
  const body = { kind: "group" as const, name: "Doomed", members: others.map(({ id }) => id) };
  return (await owner.call(createConversationRoute, { body })).data.id;
}

async function channel(visibility: "public" | "private", name = "Doomed"): Promise<string> {
  const body = { kind: "channel" as const, name, topic: "All of it", visibility, listed: true };
  return (await owner.call(createConversationRoute, { body })).data.id;
}

const deletion = (id: string) => ({ params: { id }, query: { for: "all" as const } });
const codeOf = ({ body }: { body: { success: boolean; error?: { code: string } } }) =>
  body.success ? "ok" : body.error?.code;

/** Waits until nothing is left of deleted conversations. */
const removed = (of: TestRally = rally) =>
  eventually(async () => expect(await of.database("conversation_deletions")).toEqual([]));

/** The rows of each table about a conversation, except the tables that keep some on purpose. */
async function rowsAbout(id: string): Promise<Record<string, number>> {
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'conversation_id' order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const [row] = await database(name)
      .where("conversation_id", id)
      .count<{ count: number }[]>("* as count");
    if (row && row.count > 0) counts[name] = row.count;
  }
  return counts;
}

describe("a conversation deleted for all", () => {
  test.each([
    ["group", () => group(member)],
    ["public channel", () => channel("public")],
    ["private channel", () => channel("private")],
  ])("is deleted by the owner of a %s alone", async (_what, create) => {
    const id = await create();
    await runCommand(owner, "member.add", { conversationId: id, userId: member.id });
    for (const role of ["member", "moderator", "admin"]) {
      await runCommand(owner, "member.role", { conversationId: id, userId: member.id, role });
      expect(codeOf(await member.ask(deleteConversationRoute, deletion(id)))).toBe("forbidden");
    }
    expect(codeOf(await stranger.ask(deleteConversationRoute, deletion(id)))).toBe("not_found");
    expect(codeOf(await admin.ask(deleteConversationRoute, deletion(id)))).toBe("not_found");
    const { data } = await owner.call(deleteConversationRoute, deletion(id));
    expect(Math.abs(data.deletedAt - Date.now())).toBeLessThan(60_000);
    for (const person of [owner, member]) {
      const messages = await person.ask(listMessages, { params: { id }, query: {} });
      expect(codeOf(messages)).toBe("not_found");
      const { data: listed } = await person.call(listConversations, { query: {} });
      expect(listed.map((one) => one.id)).not.toContain(id);
    }
  });

  test("is neither the world chat nor a chat of two", async () => {
    const direct = await talk(owner, member);
    expect(codeOf(await owner.ask(deleteConversationRoute, deletion(direct)))).toBe("forbidden");
    for (const person of [owner, admin]) {
      const reply = await person.ask(deleteConversationRoute, deletion(WORLD_CONVERSATION_ID));
      expect(codeOf(reply)).toBe("forbidden");
    }
  });

  test("needs `for=all` in the address", async () => {
    const id = await group();
    const query = {} as { for: "all" };
    const reply = await owner.ask(deleteConversationRoute, { params: { id }, query });
    expect(codeOf(reply)).toBe("invalid_input");
    expect(await say(owner, id, "still here")).toMatchObject({ seq: 1 });
  });

  test("[S2] answers the same command the same, and another one as unknown", async () => {
    const id = await group(member);
    const body = {
      commands: [{ id: newId(), name: "conversation.delete", input: { conversationId: id } }],
    };
    const first = await owner.call(runCommands, { body });
    expect(first.data).toMatchObject([{ success: true }]);
    expect((await owner.call(runCommands, { body })).data).toEqual(first.data);
    await removed();
    expect((await owner.call(runCommands, { body })).data).toEqual(first.data);
    expect(codeOf(await owner.ask(deleteConversationRoute, deletion(id)))).toBe("not_found");
    const acts = database("audit_entries").where("action", "conversationDeleted");
    expect(await acts.whereRaw("data->'conversation'->>'id' = ?", [id])).toHaveLength(1);
  });

  test("refuses what follows in the same batch, and accepts what came before", async () => {
    const id = await channel("public");
    const input = { conversationId: id };
    const text = { ...input, content: { kind: "text", body: "words" } };
    const send = (name: string, what: object) => ({ id: newId(), name, input: what });
    const commands = [
      send("message.send", text),
      send("conversation.delete", input),
      send("message.send", text),
      send("channel.join", input),
      send("conversation.delete", input),
    ];
    const { data } = await owner.call(runCommands, { body: { commands } });
    const codes = data.map((answer) => (answer.success ? "ok" : answer.error.code));
    expect(codes).toEqual(["ok", "ok", "not_found", "not_found", "not_found"]);
    await expect(runCommand(stranger, "channel.join", input)).rejects.toThrow("not_found");
    await removed();
    expect(await database("memberships").where("conversation_id", id)).toEqual([]);
  });

  test("is in no directory, and its invite links lead nowhere", async () => {
    const name = `Doomed ${newId().slice(-12)}`;
    const id = await channel("public", name);
    const { code } = (await owner.call(createInviteRoute, { params: { id }, body: {} })).data;
    const found = async () =>
      (await stranger.call(listChannels, { query: { search: name } })).data.map((one) => one.id);
    expect(await found()).toEqual([id]);
    await owner.call(deleteConversationRoute, deletion(id));
    expect(await found()).toEqual([]);
    expect(codeOf(await stranger.ask(showInvite, { params: { code } }))).toBe("not_found");
    expect(codeOf(await stranger.ask(acceptInviteRoute, { params: { code } }))).toBe("not_found");
  });

  test("is pulled as deleted by members' devices, also long after, and takes its notifications along", async () => {
    const id = await group(member, stranger);
    const { meta } = await member.call(listUserChanges, { query: { since: 0 } });
    await say(owner, id, `Look, @${member.user.username}`);
    const about = async () =>
      (await member.call(listNotifications, { query: {} })).data.filter(
        (one) => one.conversationId === id,
      );
    await eventually(async () => expect((await about()).length).toBeGreaterThanOrEqual(2));
    await runCommand(stranger, "member.leave", { conversationId: id });
    await owner.call(deleteConversationRoute, deletion(id));
    await removed();
    const leftBy = async (person: TestPerson, since: number) =>
      (await person.call(listUserChanges, { query: { since } })).data.filter(
        (row) => row.type === "left" && row.conversationId === id,
      );
    expect(await leftBy(member, meta.version)).toMatchObject([{ deleted: true }]);
    expect(await leftBy(owner, 0)).toMatchObject([{ deleted: true }]);
    // To those who had left before, nothing has happened.
    const [before] = await leftBy(stranger, 0);
    expect(before).not.toHaveProperty("deleted");
    expect(await about()).toEqual([]);
    expect(
      await database("notifications").where({ user_id: member.id, conversation_id: id }),
    ).toEqual([]);
  });

  test("leaves no message and nothing that belongs to one", async () => {
    const id = await channel("private");
    await runCommand(owner, "member.add", { conversationId: id, userId: member.id });
    const { id: messageId } = await say(owner, id, "a secret of all");
    const poll = await sendPoll(owner, id);
    const at = { conversationId: id, messageId };
    await member.call(addReactionRoute, { params: { id, messageId, emoji: "👍" } });
    await runCommand(owner, "message.edit", { ...at, content: { kind: "text", body: "edited" } });
    await runCommand(owner, "message.pin", { ...at, pinned: true });
    await runCommand(member, "message.hide", at);
    await runCommand(member, "poll.vote", { conversationId: id, messageId: poll, choices: [1] });
    await runCommand(owner, "message.delete", { ...at, messageId: poll });
    await runCommand(owner, "member.mute", { conversationId: id, userId: member.id });
    await runCommand(owner, "member.ban", { conversationId: id, userId: stranger.id });
    await runCommand(admin, "channel.join", { conversationId: id });
    await owner.call(createInviteRoute, { params: { id }, body: {} });
    // More messages than one transaction deletes, some with more reactions than it deletes.
    await database.raw(
      `insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
          command_hash, created_at)
        select gen_random_uuid(), :id, 100 + n, 100 + n, 100 + n, :owner,
          '{"kind": "text", "body": "a secret of all"}', '', now()
        from generate_series(1, 1200) n`,
      { id, owner: owner.id },
    );
    await database.raw(
      `insert into reactions (message_id, user_id, emoji, at)
        select m.id, :owner, 'x' || n, now() from messages m, generate_series(1, 1100) n
        where conversation_id = :id and seq in (101, 102)`,
      { id, owner: owner.id },
    );
    await owner.call(deleteConversationRoute, deletion(id));
    await removed();
    expect(Object.keys(await rowsAbout(id)).sort()).toEqual(
      // `lost_rights` is emptied some minutes later, `sent_messages` and `audit_entries` by retention.
      ["audit_entries", "departures", "lost_rights", "notification_cursors", "sent_messages"],
    );
    for (const table of ["reactions", "votes", "message_edits", "hidden_messages", "pins"]) {
      const left = database(table).whereNotIn("message_id", database("messages").select("id"));
      expect(await left, table).toEqual([]);
    }
    const row = await database("conversations").where({ id }).first<object>("*");
    expect(row).toMatchObject({ topic: null, picture: null, listed: false });
  });

  test("ends memberships in batches, and each gets a version of its user", async () => {
    const id = await group(member);
    await database.raw(
      `with made as (
          insert into users (id, username, display_name, email, password_hash, role)
            select u, 'n' || substr(md5(u::text), 1, 20), 'N', u || '@example.org', '', 'member'
            from (select gen_random_uuid() as u from generate_series(1, 450)) g returning id)
        insert into memberships (conversation_id, user_id) select ?, id from made`,
      [id],
    );
    await owner.call(deleteConversationRoute, deletion(id));
    await removed();
    const { rows } = await database.raw<{ rows: { count: number }[] }>(
      `select count(*)::integer as count from departures d join users u on u.id = d.user_id
        where d.conversation_id = ? and d.deleted and d.user_version = u.version`,
      [id],
    );
    expect(rows[0]?.count).toBeGreaterThanOrEqual(450);
  });

  test("stays in the logs of the server's admins, with reports of its messages", async () => {
    const id = await group(member);
    const { id: messageId } = await say(owner, id, "something bad");
    const report = { messageId, reason: "spam" as const };
    await member.call(createReportRoute, { body: report });
    await owner.call(deleteConversationRoute, deletion(id));
    await removed();
    const { data: reports } = await admin.call(listReports, { query: {} });
    expect(reports.find((one) => one.message?.id === messageId)).toMatchObject({
      message: { content: { body: "something bad" }, canOpen: false },
    });
    const query = { conversationId: id };
    const { data: sent } = await admin.call(listSentMessages, { query });
    expect(sent).toMatchObject([{ id: messageId, deleted: true, author: { id: owner.id } }]);
    expect(sent[0]).not.toHaveProperty("content");
    const page = await admin.call(listSentMessages, { query: { ...query, limit: 1 } });
    const next = { ...query, before: page.meta.next ?? "" };
    expect((await admin.call(listSentMessages, { query: next })).data).toEqual([]);
    const { data: acts } = await admin.call(listServerAudit, { query: {} });
    expect(acts.find(({ action }) => action === "conversationDeleted")).toMatchObject({
      ...{ actor: { id: owner.id } },
      data: { conversation: { id, kind: "group", name: "Doomed" } },
    });
  });

  test("does not hold up the end of a member's account", async () => {
    const id = await group(member);
    // As before its memberships have ended.
    await database("conversations").where({ id }).update({ deleted_at: new Date() });
    await database("conversation_deletions").where({ conversation_id: id }).delete();
    const body = { password: member.password };
    expect(codeOf(await member.ask(deleteAccount, { body }))).toBe("ok");
  });
});

test("[S15] the removal finds its rows by index", async () => {
  const plans = await database.transaction(async (trx) => {
    await onlyByIndex(trx);
    const found: [string, string][] = [];
    for (const { table, text } of removalStatements) {
      const { rows } = await trx.raw<{ rows: { "QUERY PLAN": string }[] }>(`explain ${text}`, {
        conversation: newId(),
      });
      found.push([table, rows.map((row) => row["QUERY PLAN"]).join("\n")]);
    }
    return found;
  });
  for (const [table, plan] of plans) {
    expect(plan, table).not.toContain("Seq Scan on");
    expect(plan, table).not.toMatch(/Sort|Bitmap/);
  }
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});

describe.each(busesOfTwo)("[S11] %s: a conversation deleted for all", async (_bus, open) => {
  const { left, right, disconnect, reconnect, close } = await open();
  afterAll(close);

  test.each([
    ["the bus working", false],
    ["the bus lost", true],
  ])("closes the sockets of all members on both processes, %s", async (_what, isCut) => {
    const [one, two] = [await signUp(left), await signUp(left)];
    const body = { kind: "group" as const, name: "Doomed", members: [two.id] };
    const { id } = (await one.call(createConversationRoute, { body })).data;
    await say(one, id, "before");
    const readers = await Promise.all(
      [left, right].flatMap((on) =>
        [one, two].map(({ token }) => openRoom(on, token, roomName("conversation", id))),
      ),
    );
    if (isCut) await disconnect();
    const { data } = await one.call(deleteConversationRoute, deletion(id));
    for (const { id: user } of [one, two]) {
      await expectWithinASecond(
        [left, right],
        data.deletedAt,
        (seen) => seen.user === user && seen.code === 4403,
      );
    }
    for (const on of [left, right]) {
      await expect(say(two, id, "after", { on })).rejects.toThrow("not_found");
    }
    await eventually(() => {
      for (const { closed } of readers) expect(closed).toEqual([4403]);
    });
    for (const reader of readers) expect(reader.texts()).toEqual(["before"]);
    const again = await openRoom(right, two.token, roomName("conversation", id));
    expect(again.closed).toEqual([4403]);
    expect(again.texts()).toEqual([]);
    for (const reader of [...readers, again]) reader.leave();
    if (isCut) await reconnect();
    await removed(left);
  });

  test("closes the sockets without waiting for the memberships to end", async () => {
    const [one, two] = [await signUp(left), await signUp(left)];
    const body = { kind: "group" as const, name: "Doomed", members: [two.id] };
    const { id } = (await one.call(createConversationRoute, { body })).data;
    const reader = await openRoom(right, two.token, roomName("conversation", id));
    // The work that ends the memberships waits for this lock.
    const held = await left.database.transaction();
    await held.raw("select from users where id = ? for update", [two.id]);
    const { data } = await one.call(deleteConversationRoute, deletion(id));
    await expectWithinASecond(
      [right],
      data.deletedAt,
      (seen) => seen.user === two.id && seen.code === 4403,
    );
    const again = await openRoom(right, two.token, roomName("conversation", id));
    expect([...reader.closed, ...again.closed]).toEqual([4403, 4403]);
    expect(await left.database("memberships").where("conversation_id", id)).toHaveLength(2);
    await held.rollback();
    for (const room of [reader, again]) room.leave();
    await removed(left);
    expect(await left.database("memberships").where("conversation_id", id)).toEqual([]);
  });

  test("nothing that is written meanwhile is delivered after the deletion", async () => {
    const [one, two] = [await signUp(left), await signUp(left)];
    const body = { kind: "group" as const, name: "Doomed", members: [two.id] };
    const { id } = (await one.call(createConversationRoute, { body })).data;
    const reader = await openRoom(right, two.token, roomName("conversation", id));
    let isOver = false;
    const accepted: string[] = [];
    const writing = Promise.all(
      [left, right].map(async (on, side) => {
        for (let number = 0; !isOver; number += 1) {
          const text = `${side} ${number}`;
          const sent = await say(two, id, text, { on }).catch(() => undefined);
          if (!sent) return;
          accepted.push(text);
        }
      }),
    );
    await eventually(() => expect(accepted.length).toBeGreaterThanOrEqual(10));
    await one.call(deleteConversationRoute, deletion(id));
    await eventually(() => expect(reader.closed).toEqual([4403]));
    isOver = true;
    await writing;
    // Each message that was accepted was committed before; the socket received no other.
    for (const text of reader.texts()) expect(accepted).toContain(text);
    reader.leave();
    await removed(left);
    expect(await left.database("messages").where("conversation_id", id)).toEqual([]);
  });
});
