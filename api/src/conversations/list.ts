import type { Content, Conversation } from "@rally/shared/conversations";
import type { Role } from "@rally/shared/members";
import type { NotifyLevel } from "@rally/shared/notifications";
import type { Database } from "@rally/shared/server/database";
import { blockedSql, messageRow, personOf } from "@rally/shared/server/models";

interface ListedRow {
  id: string;
  kind: "world" | "direct" | "group";
  name: string | null;
  role: Role;
  notify_level: NotifyLevel | null;
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
  /** Whether the two are not on terms. */
  apart: boolean;
}

/** A conversation as one of its members lists it, and the version of that member's row. */
export interface Listed {
  userVersion: number;
  conversation: Conversation;
}

/**
 * A user's conversations in one query, with exact unread counts [S10].
 * Ordered by id, or by the user's version when `changedAfter` is given.
 */
export async function listOf(
  database: Database,
  userId: string,
  page: {
    after?: string;
    changedAfter?: number;
    only?: string;
    among?: readonly string[];
    limit: number;
  },
): Promise<Listed[]> {
  const query = database("memberships as m")
    .join("conversations as c", "c.id", "m.conversation_id")
    .joinRaw("left join messages last on last.conversation_id = c.id and last.seq = c.last_seq")
    .joinRaw(PARTNER)
    .where("m.user_id", userId)
    .limit(page.limit)
    .select<ListedRow[]>(database.raw(COLUMNS));
  if (page.only !== undefined) void query.where("c.id", page.only);
  if (page.among !== undefined) void query.whereRaw("c.id = any(?::uuid[])", [[...page.among]]);
  if (page.changedAfter === undefined) {
    void query.orderBy("c.id");
    if (page.after !== undefined) void query.where("c.id", ">", page.after);
  } else {
    void query.where("m.user_version", ">", page.changedAfter).orderBy("m.user_version");
  }
  return (await query).map((row) => ({
    userVersion: row.user_version,
    conversation: {
      id: row.id,
      kind: row.kind,
      version: row.version,
      lastSeq: row.last_seq,
      marker: row.marker,
      joinedSeq: row.joined_seq,
      unread: row.unread,
      memberCount: row.member_count,
      ...(row.kind === "group" && { name: row.name ?? "", role: row.role }),
      ...(row.notify_level !== null && { level: row.notify_level }),
      ...partnerOf(row),
      ...lastMessageOf(row),
    },
  }));
}

/** Whoever deleted their account has no name: the conversation stays, with nobody. */
const PARTNER = `left join lateral (
    select u.id, u.username, u.display_name, u.avatar
    from memberships o join users u on u.id = o.user_id and u.deleted_at is null
    where c.kind = 'direct' and o.conversation_id = c.id and o.user_id <> m.user_id
    limit 1
  ) as partner on true`;

const COLUMNS = `c.id, c.kind, c.name, c.version, c.last_seq, c.member_count,
  m.role, m.notify_level, m.marker, m.joined_seq, m.user_version,
  (
    select count(*) from messages t
    where t.conversation_id = c.id and t.seq > greatest(m.marker, m.joined_seq)
      and t.author_id is distinct from m.user_id and t.deleted_at is null
      and t.content->>'kind' <> 'system'
      and not exists (
        select from restraints r where r.user_id = m.user_id and r.other_id = t.author_id)
  ) as unread,
  last.id as last_id, last.version as last_version, last.author_id as last_author,
  last.content as last_content, last.reply_to as last_reply_to, last.created_at as last_at,
  last.sent_at as last_sent_at, last.edited_at as last_edited_at,
  last.deleted_at as last_deleted_at,
  partner.id as partner_id, partner.username as partner_username,
  partner.display_name as partner_name, partner.avatar as partner_avatar,
  ${blockedSql("m.user_id", "partner.id")} as apart`;

function partnerOf(row: ListedRow): Pick<Conversation, "partner"> {
  if (row.partner_id === null) return {};
  const partner = {
    id: row.partner_id,
    username: row.partner_username,
    displayName: row.partner_name,
    avatar: row.partner_avatar,
  };
  return { partner: personOf(partner, row) };
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
