import { limits } from "@rally/shared/limits";
import { createLocalBus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import { earlierTransactionsEnd } from "@rally/shared/server/testing";
import { RemotePresence } from "@rally/sync-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { say, signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";
import { backloggedConversations, takeBacklogged, type Backlogged } from "./backlogged.js";
import { processBatch } from "./message-batch.js";

const CONVERSATIONS = 5_000;
/** Only the test processes messages here. */
const rally = await startTestRally({ shared: true, limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const { database } = rally;
const presence = new RemotePresence(createLocalBus(), { to: "all", silence: 40_000 });
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
});

/** The result of a sweep, and the rows that it reads of a table when it does not process them. */
async function sweep(
  table = "conversations",
  { process = false, failed = [] as string[] } = {},
): Promise<{ found: string[]; rows: number }> {
  // Rows are read again while a transaction that is older than the last sweep is open.
  await earlierTransactionsEnd(database);
  await database.raw("update periodic_work set until = now() where name = 'notification-sweep'");
  if (!process) {
    return database.transaction(async (trx) => {
      const before = await rowsRead(trx, table);
      const { conversations } = await take(trx);
      return { found: conversations, rows: (await rowsRead(trx, table)) - before };
    });
  }
  // As in the server, not in one transaction: its snapshot would count its own id as finished once
  // a later transaction of another test has ended, and lose the conversations that failed.
  const behind = await take(database);
  const processed = behind.conversations.filter((id) => !failed.includes(id));
  const { left } = await database.transaction((trx) =>
    processBatch({ database: trx, presence, limits }, processed),
  );
  expect(left).toEqual([]);
  await behind.done(failed);
  return { found: behind.conversations, rows: 0 };
}

async function take(source: Database): Promise<Backlogged> {
  const behind = await takeBacklogged(source, 10_000, { isFed: true });
  if (!behind) throw new Error("Another process runs the sweep");
  return behind;
}

/**
 * The rows of a table that this connection has read so far. PostgreSQL adds a connection's reads to
 * the table's statistics once a second, so that they may still include earlier transactions.
 */
async function rowsRead(trx: Pick<Database, "raw">, table: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: { read: number }[] }>(
    `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as read
      from pg_stat_xact_user_tables where relname = ?`,
    [table],
  );
  return rows[0]?.read ?? 0;
}

describe("a sweep for unprocessed messages", () => {
  test("runs in one process at a time", async () => {
    await database.raw("update periodic_work set until = now() where name = 'notification-sweep'");
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => takeBacklogged(database, 10_000, { isFed: true })),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test("[S15] reads only what changed since the last sweep", async () => {
    await sweep("conversations", { process: true });
    await say(one, conversation, "hello");
    for (const table of ["conversations", "notification_cursors"]) {
      const { found, rows } = await sweep(table);
      expect(found).toContain(conversation);
      expect(rows).toBeLessThan(100);
    }
  });

  test("finds the same conversations until all are processed", async () => {
    await say(one, conversation, "again");
    const first = await sweep();
    expect(first.found).toContain(conversation);
    expect((await sweep("conversations", { process: true })).found).toEqual(first.found);
    expect((await sweep()).found).toEqual([]);
  });

  test("finds only the failed conversations again", async () => {
    const other = await talk(one, await signUp(rally));
    await say(one, conversation, "failed");
    await say(one, other, "processed");
    await sweep("conversations", { process: true, failed: [conversation] });
    expect((await sweep()).found).toEqual([conversation]);
    await sweep("conversations", { process: true });
    expect((await sweep()).found).toEqual([]);
  });

  test("reads all conversations once after a gap in the change feed", async () => {
    await say(one, conversation, "after a gap");
    await database.raw(
      `update periodic_work set taken_at = now() - interval '6 minutes'
        where name = 'notification-sweep'`,
    );
    const { found, rows } = await sweep();
    expect(found).toEqual([conversation]);
    expect(rows).toBeGreaterThan(CONVERSATIONS);
  });

  test("then reads each conversation and each cursor once, in steps", async () => {
    const read = await database.transaction(async (trx) => {
      const tables = ["conversations", "notification_cursors"];
      const before: number[] = [];
      for (const table of tables) before.push(await rowsRead(trx, table));
      await backloggedConversations(trx, 10_000);
      const counts: number[] = [];
      for (const table of tables) counts.push((await rowsRead(trx, table)) - (before.shift() ?? 0));
      return counts;
    });
    // PostgreSQL counts a row found by an index twice: in the index and in the table.
    for (const rows of read) expect(rows).toBeLessThan(CONVERSATIONS * 2.2);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
