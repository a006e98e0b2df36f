import { blockedUsersSql, existsSql } from "@rally/shared/server/models";
import type { Query } from "../query/index.js";

/** The ids that a handshake is checked by. */
export interface AdmissionKey {
  sessionId: string;
  userId: string;
  /** Undefined for a user's room. */
  conversationId: string | undefined;
  /** Whether this process has yet to load the user's blocks. */
  isNew: boolean;
}

/** The result of a handshake's checks. */
export interface AdmissionRows {
  /** Milliseconds until the session expires. Null when it ended or is not this user's. */
  remaining: number | null;
  isMember: boolean;
  isHidden: boolean;
  /** Null unless `isNew`. */
  blocks: string[] | null;
}

interface AdmissionRow {
  remaining: number | null;
  member: boolean;
  hidden: boolean;
  blocks: string[] | null;
}

/**
 * Each row is found by its key, even with a plan made for other table sizes: `offset 0` prevents a
 * join or a hash of the subquery, which would read a whole table.
 */
const statement = `
  select
    (select (extract(epoch from s.expires_at - clock_timestamp()) * 1000)::float8 from sessions s
     where s.id = asked.session_id and s.user_id = asked.user_id and s.ended_at is null
       and s.expires_at > clock_timestamp()) as remaining,
    exists (select 1 from memberships m
     where m.conversation_id = asked.conversation_id and m.user_id = asked.user_id offset 0)
     and ${existsSql("asked.conversation_id")} as member,
    coalesce((select u.appears_offline from users u where u.id = asked.user_id), true) as hidden,
    case when asked.is_new then ${blockedUsersSql("asked.user_id")}::text[] end as blocks
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[])
    with ordinality as asked (session_id, user_id, conversation_id, is_new, number)
  order by asked.number`;

/** Reads any number of handshakes in one query. @returns their rows in the same order. */
export async function readAdmissions(
  query: Query,
  keys: readonly AdmissionKey[],
): Promise<AdmissionRows[]> {
  const rows = await query<AdmissionRow>(statement, [
    keys.map(({ sessionId }) => sessionId),
    keys.map(({ userId }) => userId),
    keys.map(({ conversationId }) => conversationId ?? null),
    keys.map(({ isNew }) => isNew),
  ]);
  return rows.map(({ remaining, member, hidden, blocks }) => ({
    ...{ remaining, isMember: member, isHidden: hidden, blocks },
  }));
}
