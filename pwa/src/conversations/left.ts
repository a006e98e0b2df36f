import { setMarker } from "@rally/shared/conversations";
import { Dexie } from "dexie";
import type { ConversationRow, RallyDatabase } from "../database/index.js";

/**
 * Drops what the device holds of conversations that this user is no longer in. What they wrote
 * themselves and was not sent stays in outbox and drafts, and is seen under the conversation's
 * name with its refusal; a conversation without such words goes whole.
 */
export async function dropLeft(database: RallyDatabase, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { conversations, messages, markers, outbox, drafts, meta } = database;
  const tables = [conversations, messages, markers, outbox, drafts, meta];
  await database.transaction("rw", tables, async () => {
    for (const id of ids) {
      await messages
        .where("[conversation+seq]")
        .between([id, Dexie.minKey], [id, Dexie.maxKey])
        .delete();
      // Stubs have no seq: no index knows them.
      await messages.filter((row) => row.conversation === id && row.seq === undefined).delete();
      await markers.where("[conversation+user]").between([id, ""], [id, "\uffff"]).delete();
      // There is no message any more that it could change.
      await meta.delete(`edit.${id}`);
      const row = await conversations.get(id);
      if (!row) continue;
      if (!(await hasUnsentWords(database, id))) await conversations.delete(id);
      else if (!row.left) await conversations.put(emptied(row));
    }
  });
}

/** Drops conversations left before, whose last unsent words have gone meanwhile. */
export async function dropForgotten(database: RallyDatabase): Promise<void> {
  const left = await database.conversations.filter((row) => row.left === true).primaryKeys();
  await dropLeft(database, left);
}

async function hasUnsentWords(database: RallyDatabase, conversation: string): Promise<boolean> {
  const { outbox, drafts } = database;
  const unsent = await outbox
    .where("[conversation+state]")
    .anyOf(["pending", "sending", "refused"].map((state) => [conversation, state]))
    .and((row) => row.name !== setMarker.name)
    .count();
  if (unsent > 0) return true;
  const held = await database.getMeta(`heldWords.${conversation}`);
  const words = [(await drafts.get(conversation))?.text, held?.text];
  return words.some((text) => text?.trim());
}

/** As if the server had never told of it: when it tells again, all of it is fetched anew. */
function emptied(row: ConversationRow): ConversationRow {
  const { lastMessage: _lastMessage, ...kept } = row;
  return {
    ...kept,
    left: true,
    ...{ version: 0, lastSeq: 0, marker: 0, unread: 0, joinedSeq: 0, cursor: -1, oldestSeq: null },
    counted: { unread: 0, marker: 0, lastSeq: 0 },
  };
}
