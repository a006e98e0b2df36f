import {
  metaOf,
  type Content,
  type Conversation,
  type ConversationMeta,
} from "@rally/shared/conversations";
import type { ConversationKind, Role } from "@rally/shared/members";
import type { NotifyLevel } from "@rally/shared/notifications";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import {
  isBlockedSql,
  messageRow,
  metaJsonSql,
  mutedUntilSql,
  personOf,
} from "@rally/shared/server/models";
import { IGNORED, READ, UNREAD } from "./unread.js";

interface ListedRow {
  id: string;
  kind: ConversationKind;
  meta: ConversationMeta;
  meta_version: number;
  role: Role;
  muted_until: number | null;
  notify_level: NotifyLevel | null;
  archived_seq: number | null;
  cleared_seq: number;
  version: number;
  last_seq: number;
  marker: number;
  joined_seq: number;
  member_count: number;
  user_version: number;
  unread: number;
  last_id: string | null;
  last_version: number;
  last_author: string | null;
  last_content: Content | null;
  last_reply_to: string | null;
  last_at: Date;
  last_sent_at: Date | null;
  last_edited_at: Date | null;
  last_deleted_at: Date | null;
  partner_id: string | null;
  partner_username: string;
  partner_name: string;
  partner_avatar: string | null;
  /** Whether there is a block between the two users. */
  blocked: boolean;
}

/**
 * The conversation and the last message of membership `m`. `offset 0` has each looked up by its key,
 * however small the planner takes the tables to be: these plans are kept while tables grow.
 */
const CONVERSATION = `
  cross join lateral (
    select * from conversations where id = m.conversation_id and deleted_at is null offset 0) c
  left join lateral (
    select * from messages
    where conversation_id = c.id and seq = c.last_seq and seq > m.cleared_seq offset 0
  ) last on true`;

/** Whether the last message alone makes a conversation one with something unread. */
const LAST_COUNTS = `last.deleted_at is null and last.author_id <> m.user_id
  and last.author_id <> all (${IGNORED}::uuid[]) and last.content->>'kind' <> 'system'
  and not exists (select from hidden_messages where user_id = $1 and message_id = last.id)`;

/** Whether membership `m` has archived `c`: as `isArchived` of shared/src/conversations. */
const ARCHIVED = `m.archived_seq is not null
  and (c.last_seq <= m.archived_seq or m.notify_level is not distinct from 'none')`;

/** A deleted account has no name: its conversations stay, without a partner. */
const PARTNER = `left join lateral (
    select u.id, u.username, u.display_name, u.avatar
    from (select user_id from memberships
        where c.kind = 'direct' and conversation_id = c.id and user_id <> m.user_id limit 1) o
      cross join lateral (select * from users where id = o.user_id offset 0) u
    where u.deleted_at is null
  ) as partner on true`;

const COLUMNS = `c.id, c.kind, ${metaJsonSql("c")} as meta, c.meta_version, c.version, c.last_seq, c.member_count,
  m.role, ${mutedUntilSql("m.conversation_id", "m.user_id")} as muted_until, m.notify_level, m.archived_seq, m.cleared_seq, m.marker, m.joined_seq, m.user_version,
  ${UNREAD} as unread,
  last.id as last_id, last.version as last_version, last.author_id as last_author,
  last.content as last_content, last.reply_to as last_reply_to, last.created_at as last_at,
  last.sent_at as last_sent_at, last.edited_at as last_edited_at,
  last.deleted_at as last_deleted_at,
  partner.id as partner_id, partner.username as partner_username,
  partner.display_name as partner_name, partner.avatar as partner_avatar,
  ${isBlockedSql("m.user_id", "partner.id")} as blocked`;

const JOINS = `${CONVERSATION} ${PARTNER}`;

/** Conversations of user `$1`, each whole in one query: `which` of their memberships, in what order. */
const listing = (name: string, which: string, order: string): Prepared => ({
  name,
  text: `
    select ${COLUMNS}
    from (select * from memberships where user_id = $1 and ${which}) m ${JOINS}
    order by ${order}`,
});

const all = listing(
  "conversations",
  "($2::uuid is null or conversation_id > $2) order by conversation_id limit $3",
  "c.id",
);
const one = listing("conversation", "conversation_id = $2", "c.id");
const changed = listing(
  "conversations_changed",
  "user_version > $2 and user_version <= $3 order by user_version limit $4",
  "m.user_version",
);
const unread: Prepared = {
  name: "conversations_unread",
  text: `
    with unread as materialized (
      select c.id, count(*) over () as total,
        row_number() over (order by last.created_at desc nulls last, c.id) as place
      from (select * from memberships where user_id = $1 offset 0) m ${CONVERSATION}
      where c.last_seq > ${READ} and not (${ARCHIVED})
        and case when ${LAST_COUNTS} then true else ${UNREAD} > 0 end
      order by place offset $2 limit $3
    )
    select ${COLUMNS}, listed.total
    from unread listed
    cross join lateral (
      select * from memberships where conversation_id = listed.id and user_id = $1 offset 0
    ) m ${JOINS}
    order by listed.place`,
};

/** A user's conversations by id, each with its number of unread messages [S10]. */
export async function conversationsOf(
  database: Database,
  userId: string,
  page: { after?: string | undefined; limit: number },
): Promise<Conversation[]> {
  const values = [userId, page.after ?? null, page.limit];
  return (await runPrepared<ListedRow>(database, all, values)).map(conversationOf);
}

/** One of a user's conversations; undefined: they are not in it. */
export async function oneOf(
  database: Database,
  userId: string,
  id: string,
): Promise<Conversation | undefined> {
  const [row] = await runPrepared<ListedRow>(database, one, [userId, id]);
  return row && conversationOf(row);
}

/** Those touched between two versions of the user's, each with the version that last did. */
export async function changedConversations(
  database: Database,
  userId: string,
  { since, upTo, limit }: { since: number; upTo: number; limit: number },
): Promise<{ version: number; conversation: Conversation }[]> {
  const rows = await runPrepared<ListedRow>(database, changed, [userId, since, upTo, limit]);
  return rows.map((row) => ({ version: row.user_version, conversation: conversationOf(row) }));
}

/** Those with something unread, the one that spoke last first, each with how many there are in all. */
export async function unreadConversations(
  database: Database,
  userId: string,
  page: { after: number; limit: number },
): Promise<{ total: number; conversation: Conversation }[]> {
  const values = [userId, page.after, page.limit];
  const rows = await runPrepared<ListedRow & { total: number }>(database, unread, values);
  return rows.map((row) => ({ total: row.total, conversation: conversationOf(row) }));
}

function conversationOf(row: ListedRow): Conversation {
  return {
    id: row.id,
    kind: row.kind,
    version: row.version,
    lastSeq: row.last_seq,
    marker: row.marker,
    joinedSeq: row.joined_seq,
    unread: row.unread,
    memberCount: row.member_count,
    ...((row.kind === "group" || row.kind === "channel") && {
      ...metaOf(row.meta),
      metaVersion: row.meta_version,
      role: row.role,
    }),
    ...(row.notify_level !== null && { level: row.notify_level }),
    ...(row.kind === "direct" &&
      row.meta_version > 0 && { theme: row.meta.theme, metaVersion: row.meta_version }),
    ...(row.archived_seq !== null && { archivedSeq: row.archived_seq }),
    ...(row.cleared_seq > 0 && { clearedSeq: row.cleared_seq }),
    ...(row.muted_until !== null && { mutedUntil: row.muted_until }),
    ...partnerOf(row),
    ...lastMessageOf(row),
  };
}

function partnerOf(row: ListedRow): Pick<Conversation, "partner"> {
  if (row.partner_id === null) return {};
  const partner = {
    id: row.partner_id,
    username: row.partner_username,
    displayName: row.partner_name,
    avatar: row.partner_avatar,
  };
  return { partner: personOf(partner, { nameOnly: row.blocked }) };
}

function lastMessageOf(row: ListedRow): Pick<Conversation, "lastMessage"> {
  if (row.last_id === null) return {};
  const lastMessage = messageRow({
    id: row.last_id,
    seq: row.last_seq,
    version: row.last_version,
    authorId: row.last_author,
    content: row.last_content,
    replyTo: row.last_reply_to,
    createdAt: row.last_at,
    sentAt: row.last_sent_at,
    editedAt: row.last_edited_at,
    deletedAt: row.last_deleted_at,
  });
  return { lastMessage };
}
