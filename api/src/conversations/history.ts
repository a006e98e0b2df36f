import type { ChangedRow, MarkerRow, MessageRow } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import type { Database } from "@rally/shared/server/database";
import type { Role } from "@rally/shared/members";
import { Conversation, Membership, Message, messageRow } from "@rally/shared/server/models";
import { noSuchConversation } from "./policy.js";

/** The conversation's version, read before any row, so that a page never claims what it lacks. */
async function versionFor(
  database: Database,
  conversationId: string,
  userId: string,
): Promise<number> {
  const row = await Conversation.query(database)
    .findById(conversationId)
    .whereExists(
      Membership.query(database).where({ conversation_id: conversationId, user_id: userId }),
    )
    .select("version");
  if (!row) throw noSuchConversation();
  return row.version;
}

/**
 * The messages before a seq, newest first; with the newest ones also how far each has read.
 * @throws RallyError `not_found`
 */
export async function pageBackwards(
  database: Database,
  userId: string,
  page: { conversationId: string; before: number | undefined; limit: number },
): Promise<{ rows: MessageRow[]; version: number; next?: number; markers?: MarkerRow[] }> {
  const version = await versionFor(database, page.conversationId, userId);
  const isNewest = page.before === undefined;
  const markers = isNewest && (await markersOf(database, page.conversationId));
  const query = Message.query(database)
    .where("conversation_id", page.conversationId)
    .orderBy("seq", "desc")
    .limit(page.limit);
  if (page.before !== undefined) void query.where("seq", "<", page.before);
  const rows = (await query).map(messageRow);
  const oldest = rows.at(-1)?.seq ?? 1;
  return { rows, version, ...(oldest > 1 && { next: oldest }), ...(markers && { markers }) };
}

/** The markers that are changes of the log; in large rooms none is. */
async function markersOf(database: Database, conversationId: string): Promise<MarkerRow[]> {
  const rows = await Membership.query(database)
    .where("conversation_id", conversationId)
    .andWhere("version", ">", 0)
    .limit(limits.smallRoomMembers);
  return rows.map(markerRow);
}

function markerRow({ userId, marker, version }: Membership): MarkerRow {
  return { type: "marker", user: userId, seq: marker, version };
}

/**
 * Every row touched after a version, in the order of versions: messages, markers, members. The cursor
 * it answers is the last row's, or the conversation's where nothing is left.
 * @throws RallyError `not_found`
 */
export async function pageChanges(
  database: Database,
  userId: string,
  page: { conversationId: string; since: number; limit: number },
): Promise<{ rows: ChangedRow[]; version: number; next?: number }> {
  const version = await versionFor(database, page.conversationId, userId);
  const [messages, markers, members] = await Promise.all([
    Message.query(database)
      .where("conversation_id", page.conversationId)
      .whereBetween("version", [page.since + 1, version])
      .orderBy("version")
      .limit(page.limit + 1),
    Membership.query(database)
      .where("conversation_id", page.conversationId)
      .whereBetween("version", [page.since + 1, version])
      .orderBy("version")
      .limit(page.limit + 1),
    database
      .unionAll([
        database("memberships")
          .where("conversation_id", page.conversationId)
          .whereBetween("member_version", [page.since + 1, version])
          .select("user_id", "role", "member_version as version"),
        database("departures")
          .where("conversation_id", page.conversationId)
          .whereBetween("version", [page.since + 1, version])
          .select("user_id", database.raw("null"), "version"),
      ])
      .orderBy("version")
      .limit(page.limit + 1) as unknown as Promise<
      { user_id: string; role: Role | null; version: number }[]
    >,
  ]);
  const rows: ChangedRow[] = [
    ...messages.map(messageRow),
    ...markers.map(markerRow),
    ...members.map((row): ChangedRow => ({
      type: "member",
      user: row.user_id,
      role: row.role,
      version: row.version,
    })),
  ].sort((a, b) => a.version - b.version);
  if (rows.length <= page.limit) return { rows, version };
  const cut = rows.slice(0, page.limit);
  const reached = cut.at(-1)?.version ?? page.since;
  return { rows: cut, version: reached, next: reached };
}
