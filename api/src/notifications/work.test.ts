import { setMarkerRoute } from "@rally/shared/conversations";
import { timeoutFactor } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";
import { SWEEP_MS } from "./backlogged.js";
import { listOf, people, settled, soon, unreadKinds } from "./testing/setup.js";

const alone = await startTestRally({ limits: { ...soon, notificationBacklog: 2 } });
const shared = await startTestRally({ shared: true, limits: soon });
afterAll(() => Promise.all([alone.close(), shared.close()]));

/** Makes PostgreSQL refuse updates of one row until the returned function is called. */
async function refuse(
  { database }: TestRally,
  table: string,
  column: string,
  id: string,
): Promise<() => Promise<void>> {
  await database.raw(
    `create or replace function refuse_update() returns trigger language plpgsql
      as 'begin raise exception ''this row is refused''; end'`,
  );
  await database.raw(
    `create trigger refuse_update before update on ${table} for each row
      when (new.${column} = '${id}') execute function refuse_update()`,
  );
  return async () => {
    await database.raw(`drop trigger refuse_update on ${table}`);
  };
}

describe("a conversation whose notifications cannot be written", () => {
  test.each([
    ["on a single server", alone],
    ["with other servers", shared],
  ])("does not delay other conversations, and is retried: %s", async (_where, rally) => {
    const [one, bad, good] = await people(rally);
    const refused = await talk(one, bad);
    const fine = await talk(one, good);
    // Both users have a row, so that both writes are updates.
    for (const id of [refused, fine]) {
      await say(one, id, "before");
      await settled(rally, id);
    }
    const allow = await refuse(rally, "notification_cursors", "conversation_id", refused);
    try {
      await Promise.all([refused, fine].map((id) => say(one, id, "hello")));
      await eventually(async () => expect((await listOf(good))[0]?.count).toBe(2));
      await say(one, fine, "again");
      await eventually(async () => expect((await listOf(good))[0]?.count).toBe(3));
      expect((await listOf(bad))[0]?.count).toBe(1);
    } finally {
      await allow();
    }
    await eventually(async () => expect((await listOf(bad))[0]?.count).toBe(2));
  });

  test(
    "does not keep a sweep from ending, and is written once it can be",
    async () => {
      const { database } = shared;
      const [one, bad] = await people(shared);
      const refused = await talk(one, bad);
      await say(one, refused, "before");
      await settled(shared, refused);
      const allow = await refuse(shared, "notification_cursors", "conversation_id", refused);
      const takenAt = async (): Promise<number | undefined> => {
        // Due at once, for the sweep at the start or a later one.
        await database.raw(
          "update periodic_work set until = now() where name = 'notification-sweep'",
        );
        const [row] = await database<{ name: string; taken_at: Date }>("periodic_work").where(
          "name",
          "notification-sweep",
        );
        return row?.taken_at.getTime();
      };
      try {
        await say(one, refused, "hello");
        const before = await takenAt();
        await shared.restart();
        await eventually(async () => expect(await takenAt()).not.toBe(before), 2 * SWEEP_MS);
      } finally {
        await allow();
      }
      await eventually(async () => expect((await listOf(bad))[0]?.count).toBe(2));
    },
    6 * SWEEP_MS * timeoutFactor,
  );
});

test("a notification that cannot be marked as read does not keep others unread", async () => {
  const [one, bad, good] = await people(alone);
  const [refused, fine] = [await talk(one, bad), await talk(one, good)];
  const seqs: number[] = [];
  for (const id of [refused, fine]) seqs.push((await say(one, id, "hello")).seq);
  await eventually(async () => expect(await unreadKinds(bad)).toEqual(["message"]));
  await eventually(async () => expect(await unreadKinds(good)).toEqual(["message"]));
  const [notification] = await listOf(bad);
  const allow = await refuse(alone, "notifications", "id", notification?.id ?? "");
  const mark = (who: TestPerson, id: string, seq: number | undefined) =>
    who.call(setMarkerRoute, { params: { id }, body: { seq: seq ?? 0 } });
  try {
    await Promise.all([mark(bad, refused, seqs[0]), mark(good, fine, seqs[1])]);
    await eventually(async () => expect(await unreadKinds(good)).toEqual([]));
    expect(await unreadKinds(bad)).toEqual(["message"]);
  } finally {
    await allow();
  }
  await eventually(async () => expect(await unreadKinds(bad)).toEqual([]));
});

test("a single server finds the rest of a limited sweep in the next sweeps", async () => {
  const { database } = alone;
  const one = await signUp(alone);
  const others: TestPerson[] = [];
  const conversations: string[] = [];
  for (let n = 0; n < 7; n += 1) {
    const other = await signUp(alone);
    others.push(other);
    conversations.push(await talk(one, other));
  }
  for (const id of conversations) {
    await say(one, id, "hello");
    await settled(alone, id);
  }
  // The state after a kill between the commits and their processing.
  await database("notification_cursors")
    .whereIn("conversation_id", conversations)
    .update({ seq: 0, version: 0 });
  await database("notifications").whereIn("conversation_id", conversations).delete();
  await alone.restart();
  for (const other of others) {
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["message"]));
  }
});

test("the server reports no error", () => {
  expect([...alone.errors, ...shared.errors]).toEqual([]);
});
