import type { Content } from "@rally/shared/conversations";
import type { Limits } from "@rally/shared/limits";
import type { Role } from "@rally/shared/members";
import { blockedIdsSql } from "@rally/shared/server/models";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";

export type Source = Database | Transaction;

/** A member's row, as policies ask it. */
export interface Member {
  role: Role;
  marker: number;
  joinedSeq: number;
  /** The conversation's version that last touched the marker. */
  version: number;
  /** How many messages they have sent here; null: not known, so the database counts them. */
  sent: number | null;
  /** Whether they have written; known of two-person conversations alone. */
  wrote: boolean;
  /**
   * Whether all members may see their marker: no block is between them and another member [S14]. In
   * a room that is too large for markers it is false, and not looked up.
   */
  sharesMarker: boolean;
  /** Banned from this server until then, in milliseconds since the epoch; 0: not banned. */
  bannedUntil: number;
}

/** A message's row, as policies ask it. */
export interface LoggedMessage {
  id: string;
  conversationId: string;
  authorId: string | null;
  seq: number;
  version: number;
  sentVersion: number;
  createdAt: number;
  deletedAt: number | null;
  commandHash: Buffer;
}

/**
 * One conversation's row with what is known of its members, all as of one `version`. It may be
 * kept between batches: a commit succeeds only if the row still is what this says, and whoever
 * changes something that a policy reads touches the row (`version` through the log, else `rights`).
 */
export interface ConversationState {
  readonly id: string;
  kind: "world" | "direct" | "group";
  epoch: number;
  version: number;
  lastSeq: number;
  memberCount: number;
  /** The number of the last Yjs update of this room. */
  updateNumber: number;
  rights: number;
  /** Of two people: whether one of them has blocked the other. */
  readonly blocked: boolean;
  /** Those asked for so far; who is no member is not in it. */
  readonly members: Map<string, Member>;
}

/** Members up to which a conversation's markers are logged. */
export type MarkerLimits = Pick<Limits, "smallRoomMembers">;

/** Members kept of one conversation; past that the state is read anew. */
export const MEMBERS_KEPT = 1_000;

const headColumns = `id, kind, epoch, version, last_seq as "lastSeq",
  member_count as "memberCount", update_number as "updateNumber", rights,
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
// Members and users are looked up by their keys: these plans are kept while tables grow.
/** @param showsMarkers an SQL condition: whether the room is small enough that markers are logged at all. */
const memberColumns = (
  showsMarkers: string,
): string => `user_id as "userId", m.role, marker, joined_seq as "joinedSeq",
  m.version, wrote, coalesce((
    select author_seq from messages
    where author_id = m.user_id and conversation_id = m.conversation_id
    order by seq desc limit 1
  ), 0) as sent,
  ${showsMarkers} and not exists (
    select from unnest(${blockedIdsSql("m.user_id")}) b (id) cross join lateral (
      select from memberships where conversation_id = m.conversation_id and user_id = b.id offset 0
    ) o
  ) as "sharesMarker",
  case when banned_at is null then 0
    else coalesce(floor(extract(epoch from banned_until) * 1000)::bigint, ${String(Number.MAX_SAFE_INTEGER)})
  end as "bannedUntil"`;
const itsUser =
  "cross join lateral (select banned_at, banned_until from users where id = m.user_id offset 0) u";
const readMembers = {
  name: "log_members",
  text: `select ${memberColumns("$3::boolean")}
    from unnest($2::uuid[]) asked (id)
      cross join lateral (
        select * from memberships where conversation_id = $1 and user_id = asked.id offset 0
      ) m ${itsUser}`,
};
/** As many as one batch could take away, and one more. */
const readEldest = {
  name: "log_eldest",
  text: `select ${memberColumns("$2::boolean")}
    from (select * from memberships where conversation_id = $1 offset 0) m ${itsUser}
    order by array_position(array['owner', 'admin', 'moderator', 'member'], m.role), joined_at,
      user_id
    limit 202`,
};
const readMessages = {
  name: "log_messages",
  text: `select id, conversation_id as "conversationId", author_id as "authorId", seq, version,
      sent_version as "sentVersion", command_hash as "commandHash",
      floor(extract(epoch from created_at) * 1000)::bigint as "createdAt",
      floor(extract(epoch from deleted_at) * 1000)::bigint as "deletedAt"
    from messages where id = any($1::uuid[])`,
};

/** @returns undefined when there is no such conversation. `lock` waits for its row and holds it. */
export async function readState(
  source: Source,
  conversationId: string,
  { lock }: { lock: boolean },
): Promise<ConversationState | undefined> {
  // Locked first and read then: a statement that waits for the row reads all else as of before.
  if (lock) await runPrepared(source, lockHead, [conversationId]);
  const [head] = await runPrepared<Omit<ConversationState, "members">>(source, readHead, [
    conversationId,
  ]);
  return head && { ...head, members: new Map() };
}

/** Reads those of `users` that are members into the state. */
export async function readMembersInto(
  source: Source,
  state: ConversationState,
  users: readonly string[],
  limits: MarkerLimits,
): Promise<void> {
  const rows = await runPrepared<Member & { userId: string }>(source, readMembers, [
    ...[state.id, users, state.memberCount <= limits.smallRoomMembers],
  ]);
  for (const { userId, ...member } of rows) state.members.set(userId, member);
}

/**
 * Reads those into the state who could follow an owner, the highest and eldest first; enough of
 * them for whatever one batch takes away. @returns their ids.
 */
export async function readEldestInto(
  source: Source,
  state: ConversationState,
  limits: MarkerLimits,
): Promise<string[]> {
  const rows = await runPrepared<Member & { userId: string }>(source, readEldest, [
    ...[state.id, state.memberCount <= limits.smallRoomMembers],
  ]);
  for (const { userId, ...member } of rows) {
    if (!state.members.has(userId)) state.members.set(userId, member);
  }
  return rows.map(({ userId }) => userId);
}

/** The messages of these ids, in whatever conversation. */
export async function readLoggedMessages(
  source: Source,
  ids: readonly string[],
): Promise<LoggedMessage[]> {
  return runPrepared<LoggedMessage>(source, readMessages, [ids]);
}

/** The row of a message as a commit writes it. */
export interface MessageToWrite {
  id: string;
  seq: number;
  /** Its number among its author's messages here, which unread counts need; null: the database counts. */
  authorSeq: number | null;
  version: number;
  sentVersion: number;
  author: string;
  content: Content | null;
  replyTo: string | null;
  hash: Buffer;
  sentAt: number | null;
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
}
