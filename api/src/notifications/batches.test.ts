import { limits } from "@rally/shared/limits";
import { createLocalBus } from "@rally/shared/server/bus";
import { RemotePresence } from "@rally/sync-server";
import { afterAll, expect, test } from "vitest";
import { say, startTestRally } from "../testing/index.js";
import { processMarkers, SEEN } from "./markers.js";
import { processBatch, PLANNED } from "./message-batch.js";
import { group, people } from "./testing/setup.js";

/** Messages become notifications only where the test does it. */
const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
const { database } = rally;
const presence = new RemotePresence(createLocalBus(), { to: "all", silence: 40_000 });
afterAll(async () => {
  presence.close();
  await rally.close();
});

const NAMED = 40;
const MESSAGES = 60;

/** Adds members to a group by SQL. @returns their user names. */
async function addMembers(conversation: string, prefix: string): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { username: string }[] }>(
    `with made as (
        insert into users (id, username, display_name, email, password_hash, role)
        select gen_random_uuid(), :prefix || n, 'Person', :prefix || n || '@example.org', '', 'member'
        from generate_series(1, :count) n returning id, username),
      joined as (
        insert into memberships (conversation_id, user_id, joined_seq)
        select :conversation, id, 0 from made)
      select username from made`,
    { prefix, count: NAMED, conversation },
  );
  await database("conversations").where("id", conversation).increment("member_count", NAMED);
  return rows.map(({ username }) => username);
}

const mentionsOf = (conversation: string) =>
  database("notifications").where({ conversation_id: conversation, kind: "mention" });

test("writes many mentions in bounded transactions, each from where the last one ended", async () => {
  const [owner, other] = await people(rally);
  const id = await group(owner, other);
  const names = await addMembers(id, "wall_");
  const text = names.map((name) => `@${name}`).join(" ");
  for (let n = 0; n < MESSAGES; n += 1) await say(owner, id, text);
  const written: number[] = [];
  let left = [id];
  while (left.length > 0) {
    const before = (await mentionsOf(id)).length;
    // Each batch could run in another process, after the last one was killed.
    ({ left } = await processBatch({ database, presence, limits }, [id]));
    written.push((await mentionsOf(id)).length - before);
  }
  expect(written.length).toBeGreaterThan(2);
  expect(Math.max(...written)).toBeLessThan(PLANNED + NAMED);
  expect(await mentionsOf(id)).toHaveLength(NAMED * MESSAGES);
});

test("marks notifications up to markers as read in bounded transactions", async () => {
  const [owner, other] = await people(rally);
  const id = await group(owner, other);
  const count = 2 * SEEN + 10;
  await database.raw(
    `insert into notifications (id, user_id, key, kind, conversation_id, seq, version)
      select gen_random_uuid(), :user, 'mention:' || n, 'mention', :id, n, 1000 + n
      from generate_series(1, :count) n`,
    { user: other.id, id, count },
  );
  await database("users").where("id", other.id).update({ version: 10_000 });
  await database("memberships")
    .where({ conversation_id: id, user_id: other.id })
    .update({ marker: count - 5 });
  const unread = async (): Promise<number> => (await mentionsOf(id).whereNull("read_at")).length;
  const steps: boolean[] = [];
  for (let isLeft = true; isLeft;) {
    const before = await unread();
    ({ isLeft } = await processMarkers(database, [[id, other.id]]));
    expect(before - (await unread())).toBeLessThanOrEqual(SEEN);
    steps.push(isLeft);
  }
  expect(steps).toEqual([true, true, false]);
  expect(await unread()).toBe(5);
});

test("keeps a conversation in the backlog until all notifications up to its markers are read", async () => {
  const [owner, other] = await people(rally);
  const id = await group(owner, other);
  await say(owner, id, "hello");
  await database.raw(
    `insert into notifications (id, user_id, key, kind, conversation_id, seq, version)
      select gen_random_uuid(), :user, 'mention:' || n, 'mention', :id, 0, 1000 + n
      from generate_series(1, :count) n`,
    { user: other.id, id, count: SEEN + 10 },
  );
  await database("users").where("id", other.id).update({ version: 10_000 });
  expect((await processBatch({ database, presence, limits }, [id])).left).toEqual([id]);
  expect((await processBatch({ database, presence, limits }, [id])).left).toEqual([]);
  expect(await mentionsOf(id).whereNull("read_at")).toEqual([]);
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
