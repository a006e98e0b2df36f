import type { Conversation } from "@rally/shared/conversations";
import type { Role } from "@rally/shared/members";
import type { NotifyLevel } from "@rally/shared/notifications";
import type { Database } from "@rally/shared/server/database";
import { blockedSql, Message, messageRow, User, personOf } from "@rally/shared/server/models";

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
}

/** A conversation as one of its members lists it, and the version of that member's row. */
export interface Listed {
  userVersion: number;
  conversation: Conversation;
}

/**
 * A user's conversations in a flat number of queries, with exact unread counts [S10].
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
    .where("m.user_id", userId)
    .limit(page.limit)
    .select<ListedRow[]>(
      "c.id",
      "c.kind",
      "c.name",
      "m.role",
      "m.notify_level",
      "c.version",
      "c.last_seq",
      "c.member_count",
      "m.marker",
      "m.joined_seq",
      "m.user_version",
      database.raw(`(
        select count(*) from messages t
        where t.conversation_id = c.id and t.seq > greatest(m.marker, m.joined_seq)
          and t.author_id is distinct from m.user_id and t.deleted_at is null
          and t.content->>'kind' <> 'system'
          and not exists (
            select from restraints r where r.user_id = m.user_id and r.other_id = t.author_id)
      ) as unread`),
    );
  if (page.only !== undefined) void query.where("c.id", page.only);
  if (page.among !== undefined) void query.whereRaw("c.id = any(?::uuid[])", [[...page.among]]);
  if (page.changedAfter === undefined) {
    void query.orderBy("c.id");
    if (page.after !== undefined) void query.where("c.id", ">", page.after);
  } else {
    void query.where("m.user_version", ">", page.changedAfter).orderBy("m.user_version");
  }
  const rows = await query;
  const [lastMessages, partners] = await Promise.all([
    lastMessagesOf(database, rows),
    partnersOf(database, userId, rows),
  ]);
  return rows.map((row) => {
    const last = lastMessages.get(row.id);
    const partner = partners.get(row.id);
    return {
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
        ...(partner && { partner: personOf(partner, partner) }),
        ...(last && { lastMessage: messageRow(last) }),
      },
    };
  });
}

async function lastMessagesOf(
  database: Database,
  rows: readonly ListedRow[],
): Promise<Map<string, Message>> {
  const spoken = rows.filter((row) => row.last_seq > 0);
  if (spoken.length === 0) return new Map();
  const messages = await Message.query(database).whereRaw(
    "(conversation_id, seq) in (select * from unnest(?::uuid[], ?::bigint[]))",
    [spoken.map((row) => row.id), spoken.map((row) => row.last_seq)],
  );
  return new Map(messages.map((message) => [message.conversationId, message]));
}

/** The other one of a conversation, and whether the two are not on terms. */
type Partner = User & { conversationId: string; apart: boolean };

async function partnersOf(
  database: Database,
  userId: string,
  rows: readonly ListedRow[],
): Promise<Map<string, Partner>> {
  const direct = rows.filter((row) => row.kind === "direct").map((row) => row.id);
  if (direct.length === 0) return new Map();
  const partners = await User.query(database)
    .join("memberships as m", "m.user_id", "users.id")
    .whereIn("m.conversation_id", direct)
    .whereNot("m.user_id", userId)
    // Whoever deleted their account has no name: the conversation stays, with nobody.
    .whereNull("users.deleted_at")
    .select("users.*", "m.conversation_id")
    .select(database.raw(`${blockedSql("users.id", ":userId")} as apart`, { userId }));
  return new Map((partners as Partner[]).map((partner) => [partner.conversationId, partner]));
}
