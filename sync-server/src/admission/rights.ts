import type { Database } from "@rally/shared/server/database";

/**
 * For how long a lost right is looked at again (s): its row carries the time at which it was
 * written, and is seen only once its transaction has ended.
 */
const LATE_S = 15;
/** After this (s) every server has long seen it. */
const KEPT_S = 3_600;

interface LostRight {
  kind: "session" | "membership" | "block";
  session_id: string | null;
  conversation_id: string | null;
  user_id: string | null;
  other_id: string | null;
}

/** What was lost of late, by whomever; each is a reason to look, for it may have been given back. */
export async function lostRights(database: Database): Promise<LostRight[]> {
  return database<LostRight & { at: Date }>("lost_rights")
    .where("at", ">", secondsAgo(database, LATE_S))
    .select("kind", "session_id", "conversation_id", "user_id", "other_id");
}

export async function forgetLostRights(database: Database): Promise<void> {
  await database<{ at: Date }>("lost_rights")
    .where("at", "<", secondsAgo(database, KEPT_S))
    .delete();
}

const secondsAgo = (database: Database, seconds: number) =>
  database.raw("clock_timestamp() - make_interval(secs => ?)", [seconds]);

/** Those of `sessions` that have neither ended nor expired, and whose they are. */
export async function aliveSessions(
  database: Database,
  sessions: readonly string[],
): Promise<Map<string, string>> {
  const rows = await database<{ id: string; user_id: string }>("sessions")
    .whereRaw("id = any(?::uuid[])", [[...sessions]])
    .whereNull("ended_at")
    .where("expires_at", ">", database.fn.now())
    .select("id", "user_id");
  return new Map(rows.map((row) => [row.id, row.user_id]));
}

/** Those of the pairs of conversation and user that are memberships, each as `conversation user`. */
export async function membersAmong(
  database: Database,
  pairs: readonly (readonly [conversation: string, user: string])[],
): Promise<Set<string>> {
  const rows = await database<{ conversation_id: string; user_id: string }>("memberships")
    .whereRaw("(conversation_id, user_id) in (select * from unnest(?::uuid[], ?::uuid[]))", [
      pairs.map(([conversation]) => conversation),
      pairs.map(([, user]) => user),
    ])
    .select("conversation_id", "user_id");
  return new Set(rows.map((row) => `${row.conversation_id} ${row.user_id}`));
}
