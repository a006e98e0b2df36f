import { newId } from "@rally/shared/ids";
import { DedicatedConnection, migrate, openDatabase } from "@rally/shared/server/database";
import { createTestDatabase } from "@rally/shared/server/testing";
import { afterAll, expect, test } from "vitest";
import { readAdmissions } from "./read-admission.js";
import { membersAmong, readAliveSessions } from "./rights.js";

const USERS = 5_000;
/** Rows of tables and indexes that one check of one user may read. */
const ROWS_PER_CHECK = 20;
const tables = ["users", "sessions", "memberships", "blocks"];

const fixture = await createTestDatabase();
const database = openDatabase(fixture.url);
await migrate(database);
const connection = new DedicatedConnection(database, "test plans");
afterAll(async () => {
  await connection.close();
  await database.destroy();
  await fixture.drop();
});

const conversationId = newId();
await database("conversations").insert({ id: conversationId, kind: "group", epoch: 7 });

/** Adds users to one conversation, each with a session and each blocked by the first one. */
async function addUsers(count: number): Promise<void> {
  await database.raw(
    `with made as (
       insert into users (id, username, display_name, email, password_hash, role)
       select id, left(replace(id::text, '-', ''), 20), '', id || '@example.org', '', 'member'
       from (select gen_random_uuid() as id from generate_series(1, :count)) g returning id
     ), joined as (
       insert into memberships (conversation_id, user_id) select :conversationId, id from made
     ), blocked as (
       insert into blocks (blocker_id, blocked_id) select min(id::text) over ()::uuid, id from made
     )
     insert into sessions (id, user_id, nonce, user_agent, ip, expires_at)
     select id, id, '', '', '', now() + interval '1 day' from made`,
    { count, conversationId },
  );
}

async function rowsRead(): Promise<number> {
  await connection.query("select pg_stat_force_next_flush()");
  const { rows } = await database.raw<{ rows: { read: number }[] }>(
    `select sum(seq_tup_read + (
       select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid
     ))::float8 as read
     from pg_stat_user_tables t where relname = any(?)`,
    [tables],
  );
  return rows[0]?.read ?? Number.NaN;
}

test("[S15] reads handshakes and permission checks by key, even with plans made for small tables", async () => {
  await addUsers(3);
  // The planner keeps the statistics of the small tables to the end of the test.
  for (const table of tables) {
    await database.raw("vacuum analyze ??", [table]);
    await database.raw("alter table ?? set (autovacuum_enabled = false)", [table]);
  }
  const blocked = await database<{ blocked_id: string }>("blocks")
    .whereRaw("blocker_id <> blocked_id")
    .first("blocked_id");
  // A user's session has the same id.
  const userId = blocked?.blocked_id ?? "";
  const checks = [
    async () => {
      const handshake = { sessionId: userId, userId, conversationId, isNew: true };
      const [rows] = await readAdmissions(connection.query, [handshake]);
      expect(rows).toMatchObject({ isMember: true, isHidden: false });
      expect(rows?.blocks).toHaveLength(1);
    },
    async () => {
      expect((await membersAmong(connection.query, [[conversationId, userId]])).size).toBe(1);
    },
    async () => {
      expect((await readAliveSessions(connection.query, [userId])).size).toBe(1);
    },
  ];
  for (const check of checks) await check();
  await addUsers(USERS);
  const read: number[] = [];
  for (const check of checks) {
    const before = await rowsRead();
    await check();
    read.push((await rowsRead()) - before);
  }
  expect(
    read.every((rows) => rows > 0 && rows <= ROWS_PER_CHECK),
    String(read),
  ).toBe(true);
});
