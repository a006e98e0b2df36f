import type { Database } from "@rally/shared/server/database";
import { existsSql } from "@rally/shared/server/models";
import type { Query } from "../query/index.js";

/** A session that has neither ended nor expired. */
export interface AliveSession {
  userId: string;
  /** Milliseconds until the session expires, unless it is renewed. */
  remaining: number;
}

interface SessionRow {
  id: string;
  user_id: string;
  remaining: number;
}

const ALIVE = `ended_at is null and expires_at > clock_timestamp()`;

/** The sessions among `sessions` that have neither ended nor expired, with their users. */
export async function readAliveSessions(
  query: Query,
  sessions: readonly string[],
): Promise<Map<string, AliveSession>> {
  const rows = await query<SessionRow>(
    `select s.id, user_id,
       (extract(epoch from expires_at - clock_timestamp()) * 1000)::float8 as remaining
     from unnest($1::uuid[]) as asked (id)
       cross join lateral (select * from sessions where id = asked.id offset 0) s
     where ${ALIVE}`,
    [sessions],
  );
  return new Map(
    rows.map(({ id, user_id: userId, remaining }) => [id, { userId, remaining }] as const),
  );
}

/** The users of the sessions among `sessions` that have neither ended nor expired. */
export async function aliveSessions(
  database: Database,
  sessions: readonly string[],
): Promise<Map<string, string>> {
  const rows = await database<SessionRow>("sessions")
    .whereRaw("id = any(?::uuid[])", [[...sessions]])
    .whereRaw(ALIVE)
    .select("id", "user_id");
  return new Map(rows.map((row) => [row.id, row.user_id]));
}

/** The memberships among the pairs of conversation and user, each as `conversation user`. */
export async function membersAmong(
  query: Query,
  pairs: readonly (readonly [conversation: string, user: string])[],
): Promise<Set<string>> {
  const rows = await query<{ conversation_id: string; user_id: string }>(
    `select m.conversation_id, m.user_id
     from unnest($1::uuid[], $2::uuid[]) as asked (conversation_id, user_id)
       cross join lateral (
         select conversation_id, user_id from memberships
         where conversation_id = asked.conversation_id and user_id = asked.user_id offset 0
       ) m
     where ${existsSql("asked.conversation_id")}`,
    [pairs.map(([conversation]) => conversation), pairs.map(([, user]) => user)],
  );
  return new Set(rows.map((row) => `${row.conversation_id} ${row.user_id}`));
}
