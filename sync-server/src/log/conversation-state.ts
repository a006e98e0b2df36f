import type { Content } from "@rally/shared/conversations";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";

export type Source = Database | Transaction;

/** A member's row, as policies ask it. */
export interface Member {
  role: "owner" | "admin" | "moderator" | "member";
  marker: number;
  joinedSeq: number;
  /** The conversation's version that last touched the marker. */
  version: number;
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
  /** Those asked for so far; who is no member is not in it. */
  readonly members: Map<string, Member>;
}

/** Members kept of one conversation; past that the state is read anew. */
export const MEMBERS_KEPT = 1_000;

const headColumns = `id, kind, epoch, version, last_seq as "lastSeq",
  member_count as "memberCount", update_number as "updateNumber", rights`;
const readHead = {
  name: "log_head",
  text: `select ${headColumns} from conversations where id = $1`,
};
const lockHead = { name: "log_head_lock", text: `${readHead.text} for no key update` };
const readMembers = {
  name: "log_members",
  text: `select user_id as "userId", role, marker, joined_seq as "joinedSeq", version
    from memberships where conversation_id = $1 and user_id = any($2::uuid[])`,
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
  const [head] = await runPrepared<Omit<ConversationState, "members">>(
    source,
    lock ? lockHead : readHead,
    [conversationId],
  );
  return head && { ...head, members: new Map() };
}

/** Reads those of `users` that are members into the state. */
export async function readMembersInto(
  source: Source,
  state: ConversationState,
  users: readonly string[],
): Promise<void> {
  const rows = await runPrepared<Member & { userId: string }>(source, readMembers, [
    state.id,
    users,
  ]);
  for (const { userId, ...member } of rows) state.members.set(userId, member);
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
