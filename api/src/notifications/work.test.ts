import { setMarkerRoute } from "@rally/shared/conversations";
import { patience } from "@rally/shared/server/testing";
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
import { SWEEP_MS } from "./behind.js";
import { listOf, people, settled, soon, unreadKinds } from "./testing/scene.js";

const alone = await startTestRally({ limits: { ...soon, notificationBacklog: 2 } });
const shared = await startTestRally({ shared: true, limits: soon });
afterAll(() => Promise.all([alone.close(), shared.close()]));

/** Has PostgreSQL refuse an update of one row, until what it returns is called. */
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
    ["on a server that is alone", alone],
    ["beside others", shared],
  ])("keeps none of the others waiting, and is tried again: %s", async (_where, rally) => {
    const [one, bad, good] = await people(rally);
    const refused = await talk(one, bad);
    const fine = await talk(one, good);
    // Their rows are there, so that both are updates.
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
        // Due at once, whichever sweep comes next: that of the start, or one of those after it.
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
    6 * SWEEP_MS * patience,
  );
});

test("a notification that cannot be taken as read keeps none of the others unread", async () => {
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

test("a server that is alone finds what one sweep does not take in the sweeps that follow", async () => {
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
  // As if the server had been killed between the commits and the look at them.
  await database("notification_cursors")
    .whereIn("conversation_id", conversations)
    .update({ seq: 0, version: 0 });
  await database("notifications").whereIn("conversation_id", conversations).delete();
  await alone.restart();
  for (const other of others) {
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["message"]));
  }
});

test("nothing failed on the server's side", () => {
  expect([...alone.errors, ...shared.errors]).toEqual([]);
});
