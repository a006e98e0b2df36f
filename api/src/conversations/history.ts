import type { ChangedRow, Content, MarkerRow, MessageRow } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import type { Role } from "@rally/shared/members";
import { blockedIdsSql, Membership, Message, messageRow } from "@rally/shared/server/models";
import { noSuchConversation } from "./policy.js";

/** A conversation's version, and the newest version in each table that its changes are read from. */
const changeState: Prepared = {
  name: "conversation_change_state",
  text: `select c.version,
      (select max(version) from messages where conversation_id = $1) as messages,
      (select max(version) from memberships where conversation_id = $1) as markers,
      greatest((select max(member_version) from memberships where conversation_id = $1),
        (select max(version) from departures where conversation_id = $1)) as members
    from memberships me join conversations c on c.id = me.conversation_id
    where me.conversation_id = $1 and me.user_id = $2`,
};

interface ChangeState {
  version: number;
  messages: number | null;
  markers: number | null;
  members: number | null;
}

/**
 * A page of messages with the conversation's version, in one statement: what is committed after the
 * membership has ended is not in it.
 */
const historyPage: Prepared = {
  name: "history_page",
  text: `select c.version as conversation_version, t.id, t.seq, t.version, t.author_id, t.content,
      t.reply_to, t.created_at, t.sent_at, t.edited_at, t.deleted_at
    from memberships me join conversations c on c.id = me.conversation_id
    left join lateral (select * from messages
      where conversation_id = $1 and seq < $3 order by seq desc limit $4) t on true
    where me.conversation_id = $1 and me.user_id = $2
    order by t.seq desc`,
};

/**
 * The markers that are changes of the log; in large rooms none is. Members with a block between them
 * and the caller are left out [S14].
 */
const newestMarkers: Prepared = {
  name: "history_markers",
  text: `select m.user_id, m.marker, m.version
    from memberships me
    cross join lateral (select * from memberships
      where conversation_id = $1 and version > 0 and user_id <> all(${blockedIdsSql("$2")})
      order by version limit $3) m
    where me.conversation_id = $1 and me.user_id = $2`,
};

interface HistoryRow {
  conversation_version: number;
  /** Null, as all of the message: there is none before. */
  id: string | null;
  seq: number;
  version: number;
  author_id: string | null;
  content: Content | null;
  reply_to: string | null;
  created_at: Date;
  sent_at: Date | null;
  edited_at: Date | null;
  deleted_at: Date | null;
}

/**
 * The messages before a seq, newest first; with the newest ones also how far each has read. The
 * markers are read after the version, so that a cursor that starts there lacks none.
 * @throws RallyError `not_found`
 */
export async function pageBackwards(
  database: Database,
  userId: string,
  page: { conversationId: string; before: number | undefined; limit: number },
): Promise<{ rows: MessageRow[]; version: number; next?: number; markers?: MarkerRow[] }> {
  const { conversationId, before, limit } = page;
  const found = await runPrepared<HistoryRow>(database, historyPage, [
    ...[conversationId, userId, before ?? Number.MAX_SAFE_INTEGER, limit],
  ]);
  const [first] = found;
  if (!first) throw noSuchConversation();
  const rows = found.flatMap((row) => (row.id === null ? [] : messageOf({ ...row, id: row.id })));
  const markers =
    before === undefined &&
    (await runPrepared<{ user_id: string; marker: number; version: number }>(
      database,
      newestMarkers,
      [conversationId, userId, limits.smallRoomMembers],
    ));
  const oldest = rows.at(-1)?.seq ?? 1;
  return {
    rows,
    version: first.conversation_version,
    ...(oldest > 1 && { next: oldest }),
    ...(markers && {
      markers: markers.map(({ user_id: userId, ...row }) => markerRow({ userId, ...row })),
    }),
  };
}

function messageOf(row: HistoryRow & { id: string }): MessageRow {
  const { id, seq, version, content } = row;
  return messageRow({
    ...{ id, seq, version, content, authorId: row.author_id, replyTo: row.reply_to },
    ...{ createdAt: row.created_at, sentAt: row.sent_at },
    ...{ editedAt: row.edited_at, deletedAt: row.deleted_at },
  });
}

function markerRow({
  userId,
  marker,
  version,
}: Pick<Membership, "userId" | "marker" | "version">): MarkerRow {
  return { type: "marker", user: userId, seq: marker, version };
}

/**
 * Every row touched after a version, in the order of versions: messages, markers, members. One
 * statement reads the conversation's version and which tables have rows after `since`; only those
 * are read, and no row above that version. The cursor it answers is the last row's, or the
 * conversation's where nothing is left.
 * @throws RallyError `not_found`
 */
export async function pageChanges(
  database: Database,
  userId: string,
  page: { conversationId: string; since: number; limit: number },
): Promise<{ rows: ChangedRow[]; version: number; next?: number }> {
  const { conversationId, since, limit } = page;
  const [state] = await runPrepared<ChangeState>(database, changeState, [conversationId, userId]);
  if (!state) throw noSuchConversation();
  const { version } = state;
  const between: [number, number] = [since + 1, version];
  const [messages, markers, members] = await Promise.all([
    (state.messages ?? 0) > since
      ? Message.query(database)
          .where("conversation_id", conversationId)
          .whereBetween("version", between)
          .orderBy("version")
          .limit(limit + 1)
      : [],
    (state.markers ?? 0) > since
      ? Membership.query(database)
          .where("conversation_id", conversationId)
          .whereBetween("version", between)
          .whereRaw(`user_id <> all(${blockedIdsSql(":viewer")})`, { viewer: userId })
          .orderBy("version")
          .limit(limit + 1)
      : [],
    (state.members ?? 0) > since
      ? membersBetween(database, conversationId, between, limit + 1)
      : [],
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
  if (rows.length <= limit) return { rows, version };
  const cut = rows.slice(0, limit);
  const reached = cut.at(-1)?.version ?? since;
  return { rows: cut, version: reached, next: reached };
}

/** Who joined, left or changed role between two versions. */
async function membersBetween(
  database: Database,
  conversationId: string,
  between: [number, number],
  limit: number,
): Promise<{ user_id: string; role: Role | null; version: number }[]> {
  return (await database
    .unionAll([
      database("memberships")
        .where("conversation_id", conversationId)
        .whereBetween("member_version", between)
        .select("user_id", "role", "member_version as version"),
      database("departures")
        .where("conversation_id", conversationId)
        .whereBetween("version", between)
        .select("user_id", database.raw("null"), "version"),
    ])
    .orderBy("version")
    .limit(limit)) as { user_id: string; role: Role | null; version: number }[];
}
