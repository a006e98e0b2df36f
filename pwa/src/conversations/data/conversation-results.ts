import type { Output } from "@rally/shared/commands";
import {
  archiveConversation,
  clearConversation,
  deleteMessage,
  editMessage,
  hideMessage,
  sendMessage,
  setMarker,
  updateConversation,
  voteInPoll,
} from "@rally/shared/conversations";
import { notificationCommands } from "@rally/shared/notifications";
import type { OutboxRow, RallyDatabase } from "../../database/index.js";
import { inputOf, type ResultHandler } from "../../outbox/index.js";
import { storeArchived } from "./archive.js";
import { storeCleared } from "./clear.js";
import { changingCommands } from "./changes/index.js";
import { foldLive, raiseMarker } from "./fold.js";
import { storeHidden } from "./hidden-messages.js";
import { storeOwnVotes, type OwnVoteRow } from "./own-votes.js";

/** `settleAnswers` calls it: folds the changes that the answers of the server confirm. */
export const conversationResults: ResultHandler = {
  async succeeded(database, row, data) {
    if (row.name === setMarker.name) {
      await raiseMarker(database, row.conversation, (data as Output<typeof setMarker>).seq);
      return;
    }
    if (row.name === archiveConversation.name) {
      await storeArchived(database, row.conversation, data as Output<typeof archiveConversation>);
      return;
    }
    if (row.name === clearConversation.name) {
      const { clearedSeq } = data as Output<typeof clearConversation>;
      await storeCleared(database, row.conversation, clearedSeq);
      return;
    }
    const command = changingCommands.find(({ name }) => name === row.name);
    const change = command?.change(row, data, database.userId);
    if (change) await foldLive(database, row.conversation, [change]);
    if (row.name === hideMessage.name) await storeHidden(database, [inputOf(hideMessage, row)]);
    if (row.name === voteInPoll.name) await storeOwnVotes(database, [ownVoteOf(row, data)]);
  },

  async refused(database, row) {
    if (!deletedWhenRefused.includes(row.name) && !isTheme(row))
      return joinRefusedMessage(database, row);
    await database.outbox.delete(row.order);
    return true;
  },
};

/** The change of an anonymous vote may have arrived before, and did not say whose vote it is. */
function ownVoteOf(row: OutboxRow, data: unknown): OwnVoteRow {
  const { conversationId, messageId, choices } = inputOf(voteInPoll, row);
  const { version: voteVersion } = data as Output<typeof voteInPoll>;
  return { conversationId, messageId, choices, voteVersion };
}

/** Whether a command changes nothing but a theme, and so contains no text. */
function isTheme(row: OutboxRow): boolean {
  if (row.name !== updateConversation.name) return false;
  const { conversationId: _here, theme, ...details } = inputOf(updateConversation, row);
  return theme !== undefined && Object.keys(details).length === 0;
}

/** Commands that contain no text by the user, so that nothing has to be kept. */
const deletedWhenRefused: string[] = [
  setMarker.name,
  archiveConversation.name,
  clearConversation.name,
  hideMessage.name,
  ...changingCommands.filter((command) => command.deletedWhenRefused).map(({ name }) => name),
  ...Object.values(notificationCommands).map(({ name }) => name),
];

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
