import type { Output } from "@rally/shared/commands";
import {
  deleteMessage,
  editMessage,
  sendMessage,
  setMarker,
  type Change,
} from "@rally/shared/conversations";
import { notificationCommands } from "@rally/shared/notifications";
import type { OutboxRow, RallyDatabase } from "../database/index.js";
import type { AnswerFolding } from "../outbox/index.js";
import { inputOf } from "./commands.js";
import { foldLive, raiseMarker } from "./fold.js";

/** Makes pending messages, edits and the like real, as soon as the server has answered. */
export const conversationAnswers: AnswerFolding = {
  async succeeded(database, row, data) {
    if (row.name === setMarker.name) {
      await raiseMarker(database, row.conversation, (data as Output<typeof setMarker>).seq);
      return;
    }
    const change = changeOf(database.userId, row, data);
    if (change) await foldLive(database, row.conversation, [change]);
  },

  async refused(database, row) {
    // Nobody wrote a marker or chose what to say: its refusal is nothing to decide about.
    if (!unwritten.includes(row.name)) return joinRefusedMessage(database, row);
    await database.outbox.delete(row.order);
    return true;
  },
};

const unwritten: string[] = [
  setMarker.name,
  ...Object.values(notificationCommands).map(({ name }) => name),
];

/** The change that an own command turned out to be. */
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
    default:
      return undefined;
  }
}

/**
 * An edit or deletion of a message that was itself refused is no refusal of its own: it is
 * carried out on the refused message in the outbox.
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
