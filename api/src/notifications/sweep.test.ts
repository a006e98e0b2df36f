import { limits } from "@rally/shared/limits";
import { createLocalBus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import { HeardPresence } from "@rally/sync-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  eventually,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";
import { conversationsBehind, takeBehind } from "./behind.js";
import { passOver } from "./message-pass.js";

const CONVERSATIONS = 5_000;
/** Messages are never looked at here but by the test. */
const rally = await startTestRally({ shared: true, limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;
const presence = new HeardPresence(createLocalBus(), { to: "all", silence: 40_000 });
afterAll(() => presence.close());
let one: TestPerson;
let conversation: string;

beforeAll(async () => {
  one = await signUp(rally);
  conversation = await talk(one, await signUp(rally));
  await database.raw(
    `with made as (insert into conversations (id, kind, epoch, version)
        select gen_random_uuid(), 'group', 1, 5 from generate_series(1, ?) returning id)
      insert into notification_cursors (conversation_id, version) select id, 5 from made`,
    [CONVERSATIONS],
  );
  // The feed is read from the oldest open transaction on; one of another test's may be older than these rows.
  const { rows } = await database.raw<{ rows: { xid: string }[] }>(
    "select pg_current_xact_id()::text as xid",
  );
  await eventually(async () => {
    const { rows: now } = await database.raw<{ rows: { over: boolean }[] }>(
      "select pg_snapshot_xmin(pg_current_snapshot()) > ?::xid8 as over",
      [rows[0]?.xid ?? "0"],
    );
    expect(now[0]?.over).toBe(true);
  }, 30_000);
});

/** What a sweep finds, and the rows that it reads of a table, in a transaction of its own. */
async function sweep(
  table = "conversations",
  { process = false, failed = [] as string[] } = {},
): Promise<{ found: string[]; rows: number }> {
  await database.raw("update periodic_work set until = now() where name = 'notification-sweep'");
  return database.transaction(async (trx) => {
    const before = await rowsRead(trx, table);
    const behind = await takeBehind(trx, 10_000, { isFed: true });
    if (!behind) throw new Error("Another process has the sweep");
    const rows = (await rowsRead(trx, table)) - before;
    if (process) {
      const processed = behind.conversations.filter((id) => !failed.includes(id));
      const { left } = await passOver({ database: trx, presence, limits }, processed);
      expect(left).toEqual([]);
      await behind.done(failed);
    }
    return { found: behind.conversations, rows };
  });
}

/**
 * Rows read of a table by this connection so far. PostgreSQL adds what a connection has read to the
 * table's statistics once a second, so that earlier transactions may still be in it.
 */
async function rowsRead(trx: Pick<Database, "raw">, table: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: { read: number }[] }>(
    `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as read
      from pg_stat_xact_user_tables where relname = ?`,
    [table],
  );
  return rows[0]?.read ?? 0;
}

describe("a sweep for messages that were not looked at", () => {
  test("is one process's at a time", async () => {
    await database.raw("update periodic_work set until = now() where name = 'notification-sweep'");
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => takeBehind(database, 10_000, { isFed: true })),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test("[S15] reads what moved since the last one, however many conversations there are", async () => {
    await sweep("conversations", { process: true });
    await say(one, conversation, "hello");
    for (const table of ["conversations", "notification_cursors"]) {
      const { found, rows } = await sweep(table);
      expect(found).toContain(conversation);
      expect(rows).toBeLessThan(100);
    }
  });

  test("finds the same again until all of it was looked at, then nothing", async () => {
    await say(one, conversation, "again");
    const first = await sweep();
    expect(first.found).toContain(conversation);
    expect((await sweep("conversations", { process: true })).found).toEqual(first.found);
    expect((await sweep()).found).toEqual([]);
  });

  test("finds those again that could not be processed, and not the others", async () => {
    const other = await talk(one, await signUp(rally));
    await say(one, conversation, "failed");
    await say(one, other, "processed");
    await sweep("conversations", { process: true, failed: [conversation] });
    expect((await sweep()).found).toEqual([conversation]);
    await sweep("conversations", { process: true });
    expect((await sweep()).found).toEqual([]);
  });

  test("looks through every conversation once where the change feed has a gap", async () => {
    await say(one, conversation, "after a gap");
    await database.raw(
      `update periodic_work set taken_at = now() - interval '6 minutes'
        where name = 'notification-sweep'`,
    );
    const { found, rows } = await sweep();
    expect(found).toEqual([conversation]);
    expect(rows).toBeGreaterThan(CONVERSATIONS);
  });

  test("reads each conversation and each cursor once then, in steps", async () => {
    const read = await database.transaction(async (trx) => {
      const tables = ["conversations", "notification_cursors"];
      const before: number[] = [];
      for (const table of tables) before.push(await rowsRead(trx, table));
      await conversationsBehind(trx, 10_000);
      const counts: number[] = [];
      for (const table of tables) counts.push((await rowsRead(trx, table)) - (before.shift() ?? 0));
      return counts;
    });
    // PostgreSQL counts a row that an index led to twice: in the index, and in the table.
    for (const rows of read) expect(rows).toBeLessThan(CONVERSATIONS * 2.2);
  });
});

test("nothing failed on the server's side", () => {
  expect(rally.errors).toEqual([]);
});
