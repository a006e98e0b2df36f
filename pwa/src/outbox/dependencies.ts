import { createConversation, sendMessage } from "@rally/shared/conversations";
import type { OutboxRow } from "../database/index.js";

/** Whether others may need what a command does: a conversation that it makes, a message it sends. */
export function isNeeded({ name }: OutboxRow): boolean {
  return name === createConversation.name || name === sendMessage.name;
}

/** Whether the server can only refuse `row` for as long as `earlier` has not taken effect. */
export function needs(row: OutboxRow, earlier: OutboxRow): boolean {
  if (row.id === earlier.id) return false;
  if (earlier.name === createConversation.name) return row.conversation === earlier.conversation;
  const { messageId, replyTo } = row.input as { messageId?: unknown; replyTo?: unknown };
  return messageId === earlier.id || replyTo === earlier.id;
}
