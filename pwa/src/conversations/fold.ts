import {
  advanceCursor,
  foldKey,
  foldMarker,
  foldMessage,
  type Change,
  type ChangedRow,
  type FoldInput,
  type HeldMessage,
} from "@rally/shared/conversations";
import type { ConversationRow, MarkerRow, MessageRow, RallyDatabase } from "../database/index.js";
import { restrainedPeople } from "./restrained.js";
import { recount } from "./unread.js";

export interface FoldOutcome {
  /** Something between is missing and must be pulled. */
  gap: boolean;
}

/**
 * Folds changes as they happen (a room's tail, the answer to an own command). Those that follow
 * the cursor without a hole advance it, so that an open conversation pulls nothing.
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

/** Folds a page of pulled changes; `cursor` is where the device then stands. */
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
 * @param page.version the conversation's when the page was read: a new device's first cursor.
 * @param page.more whether there is history before it.
 * @param page.markers how far each has read, as the newest page tells.
 */
export async function foldHistory(
  database: RallyDatabase,
  conversationId: string,
  page: {
    rows: readonly Extract<ChangedRow, { type: "message" }>[];
    version: number;
    more: boolean;
    markers?: readonly Extract<ChangedRow, { type: "marker" }>[];
  },
): Promise<void> {
  await inConversation(database, conversationId, async (conversation) => {
    await foldRows(database, conversation, [...page.rows, ...(page.markers ?? [])]);
    const reached = page.more ? Math.min(...page.rows.map((row) => row.seq)) : 1;
    conversation.oldestSeq = Math.min(conversation.oldestSeq ?? reached, reached);
    if (conversation.cursor < 0) conversation.cursor = page.version;
    return { gap: false };
  });
}

/** Takes note that oneself has read up to `seq`; a marker never goes back [S10]. */
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

/** One transaction around what `fold` does to the rows and to the conversation, which is kept. */
function inConversation(
  database: RallyDatabase,
  conversationId: string,
  fold: (conversation: ConversationRow) => Promise<FoldOutcome>,
): Promise<FoldOutcome> {
  const { conversations, messages, markers, restraints } = database;
  return database.transaction("rw", [conversations, messages, markers, restraints], async () => {
    const conversation = await conversations.get(conversationId);
    // Not listed yet: the pull brings the conversation and then its rows.
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
  const keys = inputs.map(foldKey);
  const ids = keys.flatMap((key) => (key?.table === "messages" ? [key.id] : []));
  const users = keys.flatMap((key) => (key?.table === "markers" ? [key.user] : []));
  const messages = byKey(await database.messages.bulkGet([...new Set(ids)]), (row) => row.id);
  const markers = byKey(
    await database.markers.bulkGet(
      [...new Set(users)].map((user): [string, string] => [conversation.id, user]),
    ),
    (row) => row.user,
  );
  const hidden = await restrainedPeople(database);
  const newMessages = new Map<string, MessageRow>();
  const newMarkers = new Map<string, MarkerRow>();
  for (const input of inputs) {
    switch (input.type) {
      case "message":
      case "edit":
      case "delete": {
        const held = newMessages.get(input.id) ?? messages.get(input.id);
        const folded = foldMessage(held, input);
        if (folded && folded !== held) {
          newMessages.set(input.id, messageRow(database, conversation.id, folded, hidden));
        }
        break;
      }
      case "marker": {
        const held = newMarkers.get(input.user) ?? markers.get(input.user);
        const folded = foldMarker(held, input);
        newMarkers.set(input.user, { ...folded, conversation: conversation.id });
        if (input.user === database.userId) {
          conversation.marker = Math.max(conversation.marker, input.seq);
        }
        break;
      }
      case "member": // who is in it is not held here yet
        break;
    }
    conversation.version = Math.max(conversation.version, input.version);
  }
  await Promise.all([
    newMessages.size > 0 ? database.messages.bulkPut([...newMessages.values()]) : undefined,
    newMarkers.size > 0 ? database.markers.bulkPut([...newMarkers.values()]) : undefined,
  ]);
  for (const row of newMessages.values()) noteNewest(conversation, row);
}

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

/** Keeps the conversation's last line, seq and place in the list in step with a folded message. */
function noteNewest(conversation: ConversationRow, row: MessageRow): void {
  const last = conversation.lastMessage;
  if (row.seq === undefined) return;
  conversation.lastSeq = Math.max(conversation.lastSeq, row.seq);
  if (last?.seq !== undefined) {
    // An edit gives an older message the higher version: the seq decides which one is the last.
    if (row.seq < last.seq || (row.seq === last.seq && row.version < last.version)) return;
  }
  const { conversation: _conversation, counts: _counts, ...held } = row;
  conversation.lastMessage = held;
  conversation.lastActivity = Math.max(conversation.lastActivity, row.at ?? 0);
}

function byKey<T>(rows: readonly (T | undefined)[], keyOf: (row: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const row of rows) if (row !== undefined) map.set(keyOf(row), row);
  return map;
}
