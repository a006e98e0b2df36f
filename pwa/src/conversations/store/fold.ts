import {
  advanceCursor,
  foldChange,
  foldTarget,
  type Change,
  type ChangedRow,
  type FoldedRows,
  type FoldInput,
  type FoldTable,
  type HeldMessage,
} from "@rally/shared/conversations";
import {
  conversationTables,
  type ConversationRow,
  type MessageRow,
  type RallyDatabase,
  recount,
} from "../../database/index.js";
import { ignoredPeople } from "../../relationships/index.js";

export interface FoldOutcome {
  /** Changes in between are missing and must be pulled. */
  gap: boolean;
}

/**
 * Folds live changes (a room's tail, the answer to a command). Changes that follow the cursor
 * without a gap advance it, so that an open conversation does not need to pull.
 */
export function foldLive(
  database: RallyDatabase,
  conversationId: string,
  changes: readonly Change[],
): Promise<FoldOutcome> {
  return inConversation(database, conversationId, async (conversation) => {
    const news = changes.filter((change) => change.version > conversation.cursor);
    if (news.length === 0) return { gap: false };
    await foldRows(database, conversation, news);
    const { cursor, gap } = advanceCursor(
      conversation.cursor,
      news.map((change) => change.version),
    );
    conversation.cursor = cursor;
    return { gap };
  });
}

/** Folds a page of pulled changes; `cursor` is the device's version afterwards. */
export async function foldPulled(
  database: RallyDatabase,
  conversationId: string,
  rows: readonly ChangedRow[],
  cursor: number,
): Promise<void> {
  await inConversation(database, conversationId, async (conversation) => {
    await foldRows(database, conversation, rows);
    conversation.cursor = Math.max(conversation.cursor, cursor);
    conversation.version = Math.max(conversation.version, cursor);
    return { gap: false };
  });
}

/**
 * Folds a page of history, newest first.
 * @param page.version the conversation's version when the page was read: a new device's cursor.
 * @param page.more whether there is older history.
 * @param page.others the markers and reactions of the page.
 */
export async function foldHistory(
  database: RallyDatabase,
  conversationId: string,
  page: {
    rows: readonly Extract<ChangedRow, { type: "message" }>[];
    version: number;
    more: boolean;
    others?: readonly ChangedRow[];
  },
): Promise<void> {
  await inConversation(database, conversationId, async (conversation) => {
    await foldRows(database, conversation, [...page.rows, ...(page.others ?? [])]);
    const reached = page.more ? Math.min(...page.rows.map((row) => row.seq)) : 1;
    conversation.oldestSeq = Math.min(conversation.oldestSeq ?? reached, reached);
    if (conversation.cursor < 0) conversation.cursor = page.version;
    return { gap: false };
  });
}

/** Sets the user's own read marker to `seq`; a marker never moves back [S10]. */
export async function raiseMarker(
  database: RallyDatabase,
  conversationId: string,
  seq: number,
): Promise<void> {
  await inConversation(database, conversationId, (conversation) => {
    conversation.marker = Math.max(conversation.marker, seq);
    return Promise.resolve({ gap: false });
  });
}

/** Runs `fold` on the rows and the conversation in one transaction, and stores the conversation. */
function inConversation(
  database: RallyDatabase,
  conversationId: string,
  fold: (conversation: ConversationRow) => Promise<FoldOutcome>,
): Promise<FoldOutcome> {
  const { conversations, ignores } = database;
  const tables = [conversations, ...conversationTables(database), ignores];
  return database.transaction("rw", tables, async () => {
    const conversation = await conversations.get(conversationId);
    // Not listed yet: a pull fetches the conversation and then its rows.
    if (!conversation) return { gap: true };
    if (conversation.left) return { gap: false };
    const before = JSON.stringify(conversation);
    const outcome = await fold(conversation);
    conversation.unread = await recount(database, conversation);
    if (JSON.stringify(conversation) !== before) await conversations.put(conversation);
    return outcome;
  });
}

async function foldRows(
  database: RallyDatabase,
  conversation: ConversationRow,
  inputs: readonly FoldInput[],
): Promise<void> {
  const targets = inputs.map(foldTarget);
  const held = new Map<string, unknown>();
  for (const name of Object.keys(foldTables) as FoldTable[]) {
    const keys = [
      ...new Set(targets.flatMap((target) => (target?.table === name ? target.key : []))),
    ];
    if (keys.length === 0) continue;
    const rows = await foldTables[name].read(database, conversation, keys);
    for (const [index, key] of keys.entries()) held.set(`${name} ${key}`, rows[index]);
  }
  const changed = new Map<FoldTable, Map<string, unknown>>();
  for (const [index, input] of inputs.entries()) {
    const target = targets[index];
    conversation.version = Math.max(conversation.version, input.version);
    if (!target) continue;
    const place = `${target.table} ${target.key}`;
    const before = held.get(place);
    const row = foldChange(before as never, input, database.userId);
    if (row === undefined || row === before) continue;
    held.set(place, row);
    changed.set(
      target.table,
      (changed.get(target.table) ?? new Map<string, unknown>()).set(target.key, row),
    );
  }
  for (const [name, rows] of changed) {
    await foldTables[name].write(database, conversation, [...rows.values()] as never[]);
  }
}

/** Reads and writes the rows of a table that changes are folded into. */
interface DeviceTable<Row> {
  /** @returns the row of each key, in the order of the keys. */
  read(
    database: RallyDatabase,
    conversation: ConversationRow,
    keys: string[],
  ): PromiseLike<(Row | undefined)[]> | Row[];
  write(database: RallyDatabase, conversation: ConversationRow, rows: Row[]): unknown;
}

const foldTables: { [Table in FoldTable]: DeviceTable<FoldedRows[Table]> } = {
  messages: {
    read: (database, _conversation, ids) => database.messages.bulkGet(ids),
    async write(database, conversation, rows) {
      const ignored = await ignoredPeople(database);
      const messages = rows.map((row) => messageRow(database, conversation.id, row, ignored));
      for (const message of messages) noteNewest(conversation, message);
      await database.messages.bulkPut(messages);
    },
  },
  markers: {
    read: (database, { id }, users) =>
      database.markers.bulkGet(users.map((user): [string, string] => [id, user])),
    async write(database, conversation, rows) {
      const own = rows.find(({ user }) => user === database.userId);
      if (own) conversation.marker = Math.max(conversation.marker, own.seq);
      const markers = rows.map((row) => ({ ...row, conversation: conversation.id }));
      await database.markers.bulkPut(markers);
    },
  },
  reactions: {
    read: (database, _conversation, ids) => database.reactions.bulkGet(ids),
    write: (database, { id }, rows) =>
      database.reactions.bulkPut(rows.map((row) => ({ ...row, conversation: id }))),
  },
  meta: {
    read: (_database, { name = "", metaVersion: version = 0 }) => [{ type: "meta", name, version }],
    write(_database, conversation, [row]) {
      if (row) Object.assign(conversation, { name: row.name, metaVersion: row.version });
    },
  },
};

function messageRow(
  database: RallyDatabase,
  conversation: string,
  held: HeldMessage,
  hidden: ReadonlySet<string>,
): MessageRow {
  const unreadable =
    held.seq === undefined ||
    held.author === database.userId ||
    hidden.has(held.author ?? "") ||
    held.deletedAt !== undefined;
  return { ...held, conversation, counts: unreadable ? 0 : 1 };
}

/** Updates the conversation's last message, seq and activity from a folded message. */
function noteNewest(conversation: ConversationRow, row: MessageRow): void {
  const last = conversation.lastMessage;
  if (row.seq === undefined) return;
  conversation.lastSeq = Math.max(conversation.lastSeq, row.seq);
  if (last?.seq !== undefined) {
    // An edited older message has a higher version: the seq decides which message is the last.
    if (row.seq < last.seq || (row.seq === last.seq && row.version < last.version)) return;
  }
  const { conversation: _conversation, counts: _counts, ...held } = row;
  conversation.lastMessage = held;
  conversation.lastActivity = Math.max(conversation.lastActivity, row.at ?? 0);
}
