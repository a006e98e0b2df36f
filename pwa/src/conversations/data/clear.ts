import { clearConversation } from "@rally/shared/conversations";
import { Dexie } from "dexie";
import {
  conversationTables,
  recount,
  storing,
  type ConversationRow,
  type RallyDatabase,
} from "../../database/index.js";
import { enqueue } from "../../outbox/index.js";

/**
 * Deletes the messages of a conversation that are on this device for this user alone: here at once,
 * on the server and the user's other devices when possible. Unsent messages and the draft stay.
 */
export function clearHistory(
  database: RallyDatabase,
  { id, lastSeq: seq }: Pick<ConversationRow, "id" | "lastSeq">,
): Promise<void> {
  return storing(() =>
    database.transaction("rw", [...tablesOf(database), database.outbox], async () => {
      // A message that this device does not know yet stays.
      await enqueue(database, clearConversation, { conversationId: id, seq }, { conversation: id });
      await storeCleared(database, id, seq);
    }),
  );
}

/** Deletes messages that the user has deleted with the history, here or on another device. */
export async function storeCleared(
  database: RallyDatabase,
  id: string,
  clearedSeq: number,
): Promise<void> {
  await database.transaction("rw", tablesOf(database), async () => {
    const row = await database.conversations.get(id);
    if (!row || row.left || (row.clearedSeq ?? 0) >= clearedSeq) return;
    await deleteCleared(database, id, clearedSeq);
    const cleared = withClearedSeq(row, clearedSeq);
    cleared.unread = await recount(database, cleared);
    await database.conversations.put(cleared);
  });
}

const tablesOf = (database: RallyDatabase) => {
  const { conversations, hiddenMessages, notifications, meta } = database;
  return [conversations, ...conversationTables(database), hiddenMessages, notifications, meta];
};

/** A conversation whose messages up to `clearedSeq` are deleted; there is no history below it. */
function withClearedSeq(row: ConversationRow, clearedSeq: number): ConversationRow {
  const { lastMessage, oldestSeq, ...kept } = row;
  const isKept = lastMessage !== undefined && (lastMessage.seq ?? 0) > clearedSeq;
  return {
    ...kept,
    clearedSeq,
    oldestSeq: oldestSeq !== null && oldestSeq <= clearedSeq + 1 ? 1 : oldestSeq,
    ...(isKept && { lastMessage }),
  };
}

async function deleteCleared(database: RallyDatabase, id: string, seq: number): Promise<void> {
  const { messages, reactions, pins, votes, hiddenMessages, notifications, meta } = database;
  const ids = await messages
    .where("[conversation+seq]")
    .between([id, Dexie.minKey], [id, seq], true, true)
    .primaryKeys();
  for (const table of [messages, reactions, pins, votes, hiddenMessages])
    await table.bulkDelete(ids);
  const edited = await database.getMeta(`edit.${id}`);
  if (edited && ids.includes(edited.messageId)) await meta.delete(`edit.${id}`);
  await notifications
    .where("conversationId")
    .equals(id)
    .modify(({ message }) => {
      if (message && message.seq <= seq) delete message.excerpt;
    });
}
