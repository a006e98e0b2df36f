import { Dexie } from "dexie";
import { originAuthorOf } from "@rally/shared/conversations";
import type { Person } from "@rally/shared/people";
import {
  conversationTables,
  type ConversationRow,
  type RallyDatabase,
} from "../../database/index.js";
import { peopleOf } from "../../people/index.js";
import { addPins } from "./pins.js";
import { addPolls } from "./polls.js";
import { addReactions } from "./reactions.js";
import { quotesOf } from "./quotes.js";
import { ignoredPeople } from "../../relationships/index.js";
import { readStanding, type Standing } from "../data/blocked.js";
import { hiddenAmong } from "../data/hidden-messages.js";
import { getConversation } from "../data/read-conversations.js";
import { messageViews, type MessageView } from "./message-views.js";
import { readPart, sourceOf, type WindowRange } from "./window-rows.js";

export type { WindowRange } from "./window-rows.js";

/** A part of a conversation, ready to be rendered. */
export interface ConversationWindow {
  /** In ascending order of seq. */
  rows: MessageView[];
  /** The user's unconfirmed messages, oldest first; only if the window has the newest messages. */
  unconfirmed: MessageView[];
  /** This device has older messages. */
  hasOlder: boolean;
  /** This device has no older messages, but the server has. */
  olderOnServer: boolean;
  hasNewer: boolean;
  /** It shows detached messages: even at their end, the newest messages are elsewhere. */
  detached: boolean;
  /** Authors of rows and quotes that are on this device. */
  people: ReadonlyMap<string, Person>;
}

/**
 * Reads a part of a conversation, including unconfirmed messages, edits and deletions. The live
 * query of `rally-message-list` calls it again when something that it read has changed.
 */
export function conversationWindow(
  database: RallyDatabase,
  conversationId: string,
  range: WindowRange,
): Promise<ConversationWindow> {
  return inReadTransaction(database, () => readWindow(database, conversationId, range));
}

/** The first window of a conversation. */
export interface Opening {
  conversation: ConversationRow;
  window: ConversationWindow;
  standing: Standing;
}

/** The window to open with: at the first unread message if this device has it, or else at the end. */
export function openingRange(conversation: ConversationRow, limit: number): WindowRange {
  const opensAtUnread = conversation.unread > 0 && !lacksUnread(conversation);
  return opensAtUnread ? { limit, around: readUpTo(conversation) + 1 } : { limit };
}

/** The seq after which messages of others are unread. */
export function readUpTo({ marker, joinedSeq, clearedSeq = 0 }: ConversationRow): number {
  return Math.max(marker, joinedSeq, clearedSeq);
}

/** Whether unread messages are on the server only, before those on this device. */
export function lacksUnread(conversation: ConversationRow): boolean {
  const { unread, oldestSeq } = conversation;
  return unread > 0 && (oldestSeq ?? Infinity) > readUpTo(conversation) + 1;
}

/** Reads a conversation and its first window in one transaction; the first paint waits for it. */
export function readOpening(
  database: RallyDatabase,
  conversationId: string,
  limit: number,
): Promise<Opening | undefined> {
  return inReadTransaction(database, async () => {
    const conversation = await getConversation(database, conversationId);
    if (!conversation) return undefined;
    const range = openingRange(conversation, limit);
    const [window, standing] = await Promise.all([
      readWindow(database, conversationId, range),
      readStanding(database, conversation),
    ]);
    return { conversation, window, standing };
  });
}

function inReadTransaction<T>(database: RallyDatabase, read: () => Promise<T>): Promise<T> {
  const { conversations, outbox, people, ignores, blocks, hiddenMessages } = database;
  const rows = conversationTables(database);
  const ofUser = [people, ignores, blocks, hiddenMessages];
  return database.transaction("r", [conversations, ...rows, outbox, ...ofUser], read);
}

async function readWindow(
  database: RallyDatabase,
  conversationId: string,
  range: WindowRange,
): Promise<ConversationWindow> {
  const { conversations, markers } = database;
  const [conversation, part, marks, commands, hidden] = await Promise.all([
    conversations.get(conversationId),
    readPart(sourceOf(database, conversationId, range.detached), range),
    markers
      .where("[conversation+user]")
      .between([conversationId, Dexie.minKey], [conversationId, Dexie.maxKey])
      .toArray(),
    unconfirmedCommands(database, conversationId),
    ignoredPeople(database),
  ]);
  const reads = marks.filter((mark) => mark.user !== database.userId).map((mark) => mark.seq);
  const views = messageViews(database.userId, part.rows, commands, Math.max(0, ...reads));
  const detached = range.detached !== undefined;
  const unconfirmed = part.hasNewer || detached ? [] : views.unconfirmed;
  const all = [...views.rows, ...unconfirmed];
  const removed = await hiddenAmong(
    database,
    all.flatMap(({ id, replyTo = id }) => [id, replyTo]),
    commands,
  );
  for (const view of all) {
    if (removed.has(view.id)) view.removed = true;
    const authors = [view.author, originAuthorOf(view.content)];
    if (authors.some((id) => hidden.has(id ?? ""))) view.hidden = true;
  }
  await addReactions(database, all, commands);
  await addPins(database, all, commands);
  await addPolls(database, all, commands);
  await quotesOf(database, all, commands);
  for (const { quote } of all) if (quote && removed.has(quote.id)) quote.content = null;
  const authors = all.flatMap((view) => [
    view.author,
    view.quote?.author,
    originAuthorOf(view.content),
  ]);
  return {
    rows: views.rows,
    unconfirmed,
    hasOlder: part.hasOlder,
    hasNewer: part.hasNewer,
    detached,
    olderOnServer: !part.hasOlder && (range.detached?.older ?? olderOnServer(conversation)),
    people: await peopleOf(
      database,
      authors.filter((id) => typeof id === "string"),
    ),
  };
}

/** A message, including an unconfirmed edit; undefined if it is not on this device. */
export async function messageView(
  database: RallyDatabase,
  conversationId: string,
  id: string,
): Promise<MessageView | undefined> {
  return (await messageViewsById(database, conversationId, [id])).get(id);
}

/** Messages by their ids, including unconfirmed edits; those that are not on this device are absent. */
export async function messageViewsById(
  database: RallyDatabase,
  conversationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, MessageView>> {
  const [stored, commands] = await Promise.all([
    database.messages.bulkGet([...ids]),
    unconfirmedCommands(database, conversationId),
  ]);
  // A stub is an edit or deletion of a message that is not on this device.
  const rows = stored.flatMap((row) => (row?.seq === undefined ? [] : row));
  const views = messageViews(database.userId, rows, commands, 0);
  return new Map([...views.rows, ...views.unconfirmed].map((view) => [view.id, view]));
}

/** The commands without a successful answer, oldest first. */
function unconfirmedCommands(database: RallyDatabase, conversationId: string) {
  return database.outbox
    .where("[conversation+state]")
    .anyOf(["pending", "sending", "refused"].map((state) => [conversationId, state]))
    .sortBy("order");
}

function olderOnServer(conversation: ConversationRow | undefined): boolean {
  if (!conversation) return false;
  if (conversation.oldestSeq === null) return conversation.lastSeq > (conversation.clearedSeq ?? 0);
  return conversation.oldestSeq > 1;
}

/** The first stored message after a seq. */
export async function firstAfter(
  database: RallyDatabase,
  conversationId: string,
  seq: number,
): Promise<{ id: string; seq: number } | undefined> {
  const { rows } = await sourceOf(database, conversationId, undefined).newer(seq, 1);
  const [row] = rows;
  return row?.seq === undefined ? undefined : { id: row.id, seq: row.seq };
}

/** The other users who have read the message `seq` of a conversation. */
export async function readersOf(
  database: RallyDatabase,
  conversationId: string,
  seq: number,
): Promise<string[]> {
  const marks = await database.markers
    .where("[conversation+user]")
    .between([conversationId, Dexie.minKey], [conversationId, Dexie.maxKey])
    .toArray();
  return marks
    .filter((mark) => mark.seq >= seq && mark.user !== database.userId)
    .map((mark) => mark.user);
}
