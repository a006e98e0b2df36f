import {
  deleteMessage,
  editMessage,
  isStoredAsSent,
  sendMessage,
  type StoredMessage,
} from "@rally/shared/conversations";
import type { ConversationRow, StoredMessageRow, RallyDatabase } from "../../../database/index.js";
import { ignoredPeople } from "../../../relationships/index.js";
import { changingCommand, type ChangeTable } from "./change-table.js";

export const messages: ChangeTable<StoredMessage> = {
  read: (database, _conversation, ids) => database.messages.bulkGet(ids),
  async write(database, conversation, rows) {
    const ignored = await ignoredPeople(database);
    const messages = rows.map((row) => messageRow(database, conversation.id, row, ignored));
    for (const message of messages) noteNewest(conversation, message);
    await database.messages.bulkPut(messages);
  },
  commands: [
    changingCommand(sendMessage, ({ content, replyTo, sentAt }, result, author) => {
      const optional = { ...(replyTo ? { replyTo } : {}), ...(sentAt ? { sentAt } : {}) };
      const { id, seq, version, at } = result;
      const made = isStoredAsSent(content) ? content : result.content;
      // It was sent twice: the message itself arrives from the room or by a pull.
      if (!made) return undefined;
      return { type: "message", id, seq, version, at, author, content: made, ...optional };
    }),
    changingCommand(editMessage, ({ content }, { id, version, editedAt: at }, author) => ({
      type: "edit",
      ...{ id, version, at, author, content },
    })),
    changingCommand(deleteMessage, (_input, { id, version, deletedAt: at }, author) => ({
      type: "delete",
      ...{ id, version, at, author },
    })),
  ],
};

function messageRow(
  database: RallyDatabase,
  conversation: string,
  stored: StoredMessage,
  hidden: ReadonlySet<string>,
): StoredMessageRow {
  const unreadable =
    stored.seq === undefined ||
    stored.author === database.userId ||
    hidden.has(stored.author ?? "") ||
    stored.deletedAt !== undefined;
  return { ...stored, conversation, counts: unreadable ? 0 : 1 };
}

/** Updates the conversation's last message, seq and activity from a folded message. */
function noteNewest(conversation: ConversationRow, row: StoredMessageRow): void {
  const last = conversation.lastMessage;
  if (row.seq === undefined) return;
  conversation.lastSeq = Math.max(conversation.lastSeq, row.seq);
  if (last?.seq !== undefined) {
    // An edited older message has a higher version: the seq decides which message is the last.
    if (row.seq < last.seq || (row.seq === last.seq && row.version < last.version)) return;
  }
  const { conversation: _conversation, counts: _counts, ...stored } = row;
  conversation.lastMessage = stored;
  conversation.lastActivity = Math.max(conversation.lastActivity, row.at ?? 0);
}
