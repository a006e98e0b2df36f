import { setMarker } from "@rally/shared/conversations";
import type { ConversationKind } from "@rally/shared/members";
import {
  conversationTables,
  deleteConversationRows,
  type ConversationRow,
  type RallyDatabase,
} from "../../database/index.js";

/**
 * Deletes the data of conversations that the user has left or, with `deleted`, that no longer exist.
 * Unsent text is kept in the outbox and drafts, and shown under the conversation's name with its
 * refusal; a conversation without such text is deleted completely.
 */
export async function dropLeft(
  database: RallyDatabase,
  ids: readonly string[],
  { deleted = false } = {},
): Promise<void> {
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
      else if (!row.left || (deleted && !row.deleted)) {
        await conversations.put({ ...emptied(row), ...(deleted && { deleted: true as const }) });
      }
    }
  });
}

/** Deleted conversations that the device remembers. */
const REMEMBERED = 50;

/**
 * The same for conversations that their owners deleted for all, with the notifications about them;
 * the device remembers that they were deleted.
 */
export async function dropDeleted(database: RallyDatabase, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { conversations, notifications, meta } = database;
  await database.transaction("rw", [conversations, meta], async () => {
    const rows = await conversations.bulkGet([...ids]);
    const found = rows.flatMap((row) => (row ? [{ id: row.id, kind: row.kind }] : []));
    const known = (await database.getMeta("deletedConversations")) ?? [];
    const others = known.filter(({ id }) => !ids.includes(id));
    const repeated = known.filter(
      ({ id }) => ids.includes(id) && !found.some((one) => one.id === id),
    );
    const all = [...others, ...repeated, ...found].slice(-REMEMBERED);
    await database.setMeta("deletedConversations", all);
  });
  await dropLeft(database, ids, { deleted: true });
  await notifications.where("conversationId").anyOf(ids).delete();
}

/** The kind of a conversation that its owner deleted for all, if the device remembers it. */
export async function deletedKind(
  database: RallyDatabase,
  conversation: string,
): Promise<ConversationKind | undefined> {
  const deleted = await database.getMeta("deletedConversations");
  return deleted?.find(({ id }) => id === conversation)?.kind;
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
