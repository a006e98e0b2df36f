import type { Limits } from "../../limits/index.js";
import type { ConversationMeta } from "../../conversations/index.js";
import type { ConversationKind, Role } from "../../members/index.js";
import { blockedUsersSql, metaJsonSql, mutedUntilSql } from "../models/index.js";
import { runPrepared, type Database, type Transaction } from "../database/index.js";

export type Source = Database | Transaction;

/** What policies need of a member's row. */
export interface Member {
  role: Role;
  marker: number;
  joinedSeq: number;
  /** The conversation's version that last touched the marker. */
  version: number;
  /** The number of messages they have sent here. Null if not known; the database then counts them. */
  sent: number | null;
  /** Whether they have written. Known only in two-person conversations. */
  wrote: boolean;
  /**
   * Whether all members may see their marker, because there is no block between them and another
   * member [S14]. Always false in a room that is too large for markers.
   */
  sharesMarker: boolean;
  /** When they sent their last message here, in milliseconds since the epoch; 0: never. */
  sentAt: number;
  /** Stopped from writing here until then, in milliseconds since the epoch; 0: not muted. */
  mutedUntil: number;
  /** Banned from this server until then, in milliseconds since the epoch; 0: not banned. */
  bannedUntil: number;
}

/**
 * One conversation's row and the members read so far, all as of one `version`. It may be cached
 * between batches: a commit succeeds only if the row is unchanged, and every change to something that
 * a policy reads updates the row (`version` through the log, otherwise `rights`).
 */
export interface ConversationState {
  readonly id: string;
  kind: ConversationKind;
  epoch: number;
  version: number;
  lastSeq: number;
  memberCount: number;
  /** The number of the last Yjs update of this room. */
  updateNumber: number;
  rights: number;
  /** In a two-person conversation: whether one user has blocked the other. */
  readonly blocked: boolean;
  /** Whether its owner has deleted it for all. It then has no members. */
  isDeleted: boolean;
  /** What a group or channel says about itself. */
  meta: ConversationMeta;
  /** The members read so far; users who are not members are absent. */
  readonly members: Map<string, Member>;
}

/** Members up to which a conversation's markers are logged. */
export type MarkerLimits = Pick<Limits, "smallRoomMembers">;

/** Members cached for one conversation. Above this number the state is read again. */
export const MEMBERS_KEPT = 1_000;

const headColumns = `id, kind, epoch, version, last_seq as "lastSeq",
  member_count as "memberCount", update_number as "updateNumber", rights,
  ${metaJsonSql("conversations")} as meta, deleted_at is not null as "isDeleted",
  kind = 'direct' and exists (
    select from memberships a join memberships b using (conversation_id)
      join blocks on blocker_id = a.user_id and blocked_id = b.user_id
    where a.conversation_id = conversations.id
  ) as blocked`;
const readHead = {
  name: "log_head",
  text: `select ${headColumns} from conversations where id = $1`,
};
const lockHead = {
  name: "log_head_lock",
  text: "select from conversations where id = $1 for no key update",
};
/**
 * Looks up members and users by key only, because the plan is kept while the tables grow.
 * @param showsMarkers an SQL condition: whether the room is small enough for logged markers.
 */
const memberColumns = (
  showsMarkers: string,
): string => `user_id as "userId", m.role, marker, joined_seq as "joinedSeq",
  m.version, wrote, coalesce(last.author_seq, 0) as sent,
  coalesce(floor(extract(epoch from last.created_at) * 1000)::bigint, 0) as "sentAt",
  coalesce(${mutedUntilSql("m.conversation_id", "m.user_id")}, 0) as "mutedUntil",
  ${showsMarkers} and not exists (
    select from unnest(${blockedUsersSql("m.user_id")}) b (id) cross join lateral (
      select from memberships where conversation_id = m.conversation_id and user_id = b.id offset 0
    ) o
  ) as "sharesMarker",
  case when banned_at is null then 0
    else coalesce(floor(extract(epoch from banned_until) * 1000)::bigint, ${String(Number.MAX_SAFE_INTEGER)})
  end as "bannedUntil"`;
/** The user of member `m`, and the last message that they sent here. */
const itsUser = `
  cross join lateral (select banned_at, banned_until from users where id = m.user_id offset 0) u
  left join lateral (
    select author_seq, created_at from messages
    where author_id = m.user_id and conversation_id = m.conversation_id
    order by seq desc limit 1
  ) last on true`;
const readMembers = {
  name: "log_members",
  text: `select ${memberColumns("$3::boolean")}
    from unnest($2::uuid[]) asked (id)
      cross join lateral (
        select * from memberships where conversation_id = $1 and user_id = asked.id offset 0
      ) m ${itsUser}`,
};
/** One more than the members that one batch can remove. */
const readSuccessors = {
  name: "log_successors",
  text: `select ${memberColumns("$2::boolean")}
    from (select * from memberships where conversation_id = $1 offset 0) m ${itsUser}
    order by array_position(array['owner', 'admin', 'moderator', 'member'], m.role), joined_at,
      user_id
    limit 202`,
};
/** @returns undefined when there is no such conversation. `lock` waits for its row and holds it. */
export async function readState(
  source: Source,
  conversationId: string,
  { lock }: { lock: boolean },
): Promise<ConversationState | undefined> {
  // Locks first, then reads: a statement that waits for a lock sees other rows as before the wait.
  if (lock) await runPrepared(source, lockHead, [conversationId]);
  const [head] = await runPrepared<Omit<ConversationState, "members">>(source, readHead, [
    conversationId,
  ]);
  return head && { ...head, members: new Map() };
}

/** Reads those of `users` that are members into the state; a deleted conversation has none. */
export async function readMembersInto(
  source: Source,
  state: ConversationState,
  users: readonly string[],
  limits: MarkerLimits,
): Promise<void> {
  if (state.isDeleted) return;
  const rows = await runPrepared<Member & { userId: string }>(source, readMembers, [
    ...[state.id, users, state.memberCount <= limits.smallRoomMembers],
  ]);
  for (const { userId, ...member } of rows) state.members.set(userId, member);
}

/**
 * Reads possible successors of the owner into the state: highest role first, then earliest to join;
 * more than one batch can remove. @returns their ids.
 */
export async function readSuccessorsInto(
  source: Source,
  state: ConversationState,
  limits: MarkerLimits,
): Promise<string[]> {
  const rows = await runPrepared<Member & { userId: string }>(source, readSuccessors, [
    ...[state.id, state.memberCount <= limits.smallRoomMembers],
  ]);
  for (const { userId, ...member } of rows) {
    if (!state.members.has(userId)) state.members.set(userId, member);
  }
  return rows.map(({ userId }) => userId);
}
