import { RallyError } from "@rally/shared/errors";
import type { LogBatch, LoggedMessage } from "@rally/sync-server";

/** A conversation one is not in is the same as none: its existence is not revealed. */
export function noSuchConversation(): RallyError {
  return new RallyError("not_found", "There is no such conversation");
}

/** The user's own message in this conversation. @throws RallyError `not_found`, `not_the_author` */
export function requireOwnMessage(log: LogBatch, userId: string, messageId: string): LoggedMessage {
  log.requireMember(userId);
  const message = log.message(messageId);
  if (message?.conversationId !== log.conversation.id) {
    throw new RallyError("not_found", "There is no such message");
  }
  if (message.authorId !== userId) {
    throw new RallyError("not_the_author", "Only its author may do that");
  }
  return message;
}
