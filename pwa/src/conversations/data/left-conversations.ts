import { setMarker } from "@rally/shared/conversations";
import {
  conversationTables,
  deleteConversationRows,
  type ConversationRow,
  type RallyDatabase,
} from "../../database/index.js";

/**
 * Deletes the data of conversations that the user has left. Unsent text is kept in the outbox and
 * drafts, and shown under the conversation's name with its refusal; a conversation without such
 * text is deleted completely.
 */
export async function dropLeft(database: RallyDatabase, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { conversations, outbox, drafts, meta } = database;
  const tables = [conversations, ...conversationTables(database), outbox, drafts, meta];
  await database.transaction("rw", tables, async () => {
    for (const id of ids) {
      await deleteConversationRows(database, id);
      // The edited message is deleted too.
      await meta.delete(`edit.${id}`);
      const row = await conversations.get(id);
      if (!row) continue;
      if (!(await hasUnsentText(database, id))) await conversations.delete(id);
      else if (!row.left) await conversations.put(emptied(row));
    }
  });
}

/** Deletes left conversations whose last unsent text is gone. */
export async function dropForgotten(database: RallyDatabase): Promise<void> {
  const left = await database.conversations.filter((row) => row.left === true).primaryKeys();
  await dropLeft(database, left);
}

/** Whether there is text in the outbox, a draft or a composer that the server does not have. */
export async function hasUnsentText(
  database: RallyDatabase,
  conversation: string,
): Promise<boolean> {
  const { outbox, drafts } = database;
  const unsent = await outbox
    .where("[conversation+state]")
    .anyOf(["pending", "sending", "refused"].map((state) => [conversation, state]))
    .and((row) => row.name !== setMarker.name)
    .count();
  if (unsent > 0) return true;
  const saved = await database.getMeta(`heldWords.${conversation}`);
  const texts = [(await drafts.get(conversation))?.text, saved?.text];
  return texts.some((text) => text?.trim());
}

/** As if it had never been listed: if the server lists it again, everything is fetched. */
function emptied(row: ConversationRow): ConversationRow {
  const { lastMessage: _lastMessage, clearedSeq: _clearedSeq, ...kept } = row;
  return {
    ...kept,
    left: true,
    ...{ version: 0, lastSeq: 0, marker: 0, unread: 0, joinedSeq: 0, cursor: -1, oldestSeq: null },
    counted: { unread: 0, marker: 0, lastSeq: 0 },
  };
}
