import type { Output } from "@rally/shared/commands";
import {
  deleteMessage,
  editMessage,
  reactToMessage,
  sendMessage,
  setMarker,
  updateConversation,
  type Change,
} from "@rally/shared/conversations";
import { notificationCommands } from "@rally/shared/notifications";
import type { OutboxRow, RallyDatabase } from "../../database/index.js";
import { inputOf, type ResultHandler } from "../../outbox/index.js";
import { foldLive, raiseMarker } from "./fold.js";

/** Folds confirmed messages, edits and other changes when the server has answered. */
export const conversationResults: ResultHandler = {
  async succeeded(database, row, data) {
    if (row.name === setMarker.name) {
      await raiseMarker(database, row.conversation, (data as Output<typeof setMarker>).seq);
      return;
    }
    const change = changeOf(database.userId, row, data);
    if (change) await foldLive(database, row.conversation, [change]);
  },

  async refused(database, row) {
    // These contain no text by the user, so nothing has to be kept.
    if (!unwritten.includes(row.name)) return joinRefusedMessage(database, row);
    await database.outbox.delete(row.order);
    return true;
  },
};

const unwritten: string[] = [
  setMarker.name,
  reactToMessage.name,
  ...Object.values(notificationCommands).map(({ name }) => name),
];

/** The change that a command of this user has caused. */
function changeOf(author: string, row: OutboxRow, data: unknown): Change | undefined {
  switch (row.name) {
    case sendMessage.name: {
      const { content, replyTo, sentAt } = inputOf(sendMessage, row);
      const { id, seq, version, at } = data as Output<typeof sendMessage>;
      const told = { ...(replyTo ? { replyTo } : {}), ...(sentAt ? { sentAt } : {}) };
      return { type: "message", id, seq, version, at, author, content, ...told };
    }
    case editMessage.name: {
      const { content } = inputOf(editMessage, row);
      const { id, version, editedAt: at } = data as Output<typeof editMessage>;
      return { type: "edit", id, version, at, author, content };
    }
    case deleteMessage.name: {
      const { id, version, deletedAt: at } = data as Output<typeof deleteMessage>;
      return { type: "delete", id, version, at, author };
    }
    case reactToMessage.name: {
      const { emoji, on } = inputOf(reactToMessage, row);
      const result = data as Output<typeof reactToMessage>;
      return { type: "react", ...result, author, emoji, on };
    }
    case updateConversation.name: {
      const { name } = inputOf(updateConversation, row);
      return { type: "meta", ...(data as Output<typeof updateConversation>), author, name };
    }
    default:
      return undefined;
  }
}

/**
 * An edit or deletion of a refused message is applied to that message in the outbox, instead of
 * being shown as refused itself.
 */
async function joinRefusedMessage(database: RallyDatabase, row: OutboxRow): Promise<boolean> {
  const { outbox } = database;
  if (row.name !== editMessage.name && row.name !== deleteMessage.name) return false;
  const message = await outbox.where("id").equals(inputOf(deleteMessage, row).messageId).first();
  if (message?.state !== "refused") return false;
  if (row.name === deleteMessage.name) {
    await outbox.delete(message.order);
  } else {
    const { content } = inputOf(editMessage, row);
    await outbox.update(message.order, { input: { ...inputOf(sendMessage, message), content } });
  }
  await outbox.delete(row.order);
  return true;
}
