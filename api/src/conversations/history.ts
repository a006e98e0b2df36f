import type { ChangedRow, Content, MarkerRow, MessageRow } from "@rally/shared/conversations";
import { runPrepared, type Database, type Prepared } from "@rally/shared/server/database";
import { changeSources } from "@rally/shared/server/log";
import { messageRow } from "@rally/shared/server/models";
import { noSuchConversation, noSuchMessage } from "./policy.js";

/** A conversation's version, and the newest version in each table that its changes are read from. */
const changeState: Prepared = {
  name: "conversation_change_state",
  text: `select c.version, me.cleared_seq, ${changeSources.map(({ name, newest }) => `${newest} as "newest_${name}"`).join(", ")}
    from memberships me join conversations c on c.id = me.conversation_id
    where me.conversation_id = $1 and me.user_id = $2 and c.deleted_at is null`,
};

type ChangeState = { version: number; cleared_seq: number } & Record<
  `newest_${string}`,
  number | null
>;

/**
 * A page of messages with the conversation's version, in one statement, which excludes messages
 * that are committed after the membership has ended. Messages that the member has deleted with the
 * history are not read.
 * @param rows a query for the page's messages; `$3` and `$4` are its parameters.
 */
const pageStatement = (name: string, rows: string): Prepared => ({
  name,
  text: `select c.version as conversation_version, c.last_seq, me.cleared_seq, t.id, t.seq, t.version, t.author_id,
      t.content, t.reply_to, t.created_at, t.sent_at, t.edited_at, t.deleted_at
    from memberships me join conversations c on c.id = me.conversation_id
    left join lateral (${rows}) t on true
    where me.conversation_id = $1 and me.user_id = $2 and c.deleted_at is null
    order by t.seq desc`,
});

const ofConversation = "select * from messages where conversation_id = $1 and seq > me.cleared_seq";
const statements = {
  before: pageStatement(
    "history_page",
    `${ofConversation} and seq < $3 order by seq desc limit $4`,
  ),
  after: pageStatement("history_after", `${ofConversation} and seq > $3 order by seq limit $4`),
  around: pageStatement(
    "history_around",
    `select part.* from messages named, lateral (
        (${ofConversation} and seq < named.seq order by seq desc limit $4 / 2)
        union all
        (${ofConversation} and seq >= named.seq order by seq limit $4 - $4 / 2)) part
      where named.id = $3 and named.conversation_id = $1 and named.seq > me.cleared_seq`,
  ),
};

/** Which messages a page has; the newest ones without a bound. */
export interface PageBounds {
  before?: number | undefined;
  after?: number | undefined;
  /** The id of a message. */
  around?: string | undefined;
}

/** The columns of a message in history. */
export interface StoredMessageColumns {
  id: string;
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

/** `id` is null, like all columns of the message, if there is no earlier message. */
type HistoryRow = { conversation_version: number; last_seq: number; cleared_seq: number } & (
  StoredMessageColumns | ({ id: null } & Omit<StoredMessageColumns, "id">)
);

/**
 * A page of messages, newest first, with the rows of other types that belong to them. The other
 * rows are read after the version, so a device whose cursor starts at the version misses none.
 * @throws RallyError `not_found`, also if `around` is no message of the conversation.
 */
export async function pageOfHistory(
  database: Database,
  userId: string,
  page: PageBounds & { conversationId: string; limit: number },
): Promise<{
  rows: MessageRow[];
  version: number;
  next?: number;
  newer?: number;
  markers?: MarkerRow[];
  related?: ChangedRow[];
}> {
  const { conversationId, before, after, around, limit } = page;
  const kind = around !== undefined ? "around" : after !== undefined ? "after" : "before";
  const bound = around ?? after ?? before ?? Number.MAX_SAFE_INTEGER;
  const found = await runPrepared<HistoryRow>(database, statements[kind], [
    ...[conversationId, userId, bound, limit],
  ]);
  const [first] = found;
  if (!first) throw noSuchConversation();
  const rows = found.flatMap((row) => (row.id === null ? [] : messageOf(row)));
  if (kind === "around" && rows.length === 0) throw noSuchMessage();
  const version = first.conversation_version;
  const isNewest = kind === "before" && before === undefined;
  const shown = { conversationId, userId, isNewest, version };
  const messages = rows.map(({ id }) => id);
  const read = await Promise.all(
    changeSources.map(async (source) => source.readWithHistory?.(database, { ...shown, messages })),
  );
  const related = read.flatMap((ofSource) => ofSource ?? []);
  const markers = related.filter((row) => row.type === "marker");
  const others = related.filter((row) => row.type !== "marker");
  const lowest = first.cleared_seq + 1;
  const oldest = rows.at(-1)?.seq ?? lowest;
  const newest = rows[0]?.seq;
  const hasNewer = kind !== "before" && newest !== undefined && newest < first.last_seq;
  return {
    rows,
    version,
    ...(oldest > lowest && { next: oldest }),
    ...(hasNewer && { newer: newest }),
    ...(isNewest && { markers }),
    ...(others.length > 0 && { related: others }),
  };
}

/** A message as answers contain it. */
export function messageOf(row: StoredMessageColumns): MessageRow {
  const { id, seq, version, content } = row;
  return messageRow({
    ...{ id, seq, version, content, authorId: row.author_id, replyTo: row.reply_to },
    ...{ createdAt: row.created_at, sentAt: row.sent_at },
    ...{ editedAt: row.edited_at, deletedAt: row.deleted_at },
  });
}

/**
 * Every row touched after a version, in the order of versions. One statement reads the
 * conversation's version and which sources have rows after `since`; only those are read, and no row
 * above that version. `version` is the new cursor: the last row's, or on the last page
 * the conversation's.
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
  const read = { conversationId, userId, between, limit: limit + 1 };
  const moved = changeSources.filter(({ name }) => (state[`newest_${name}`] ?? 0) > since);
  const pages = await Promise.all(moved.map((source) => source.read(database, read)));
  const rows = pages.flat().sort((a, b) => a.version - b.version);
  const cut = rows.slice(0, limit);
  // Left out here and not by the query, which would otherwise read far for a page of other rows.
  const shown = cut.filter((row) => row.type !== "message" || row.seq > state.cleared_seq);
  if (rows.length <= limit) return { rows: shown, version };
  const reached = cut.at(-1)?.version ?? since;
  return { rows: shown, version: reached, next: reached };
}
