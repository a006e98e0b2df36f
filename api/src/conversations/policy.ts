import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import type { LogBatch, LoggedMessage } from "@rally/sync-server";

/** A conversation one is not in is the same as none: its existence is not revealed. */
export function noSuchConversation(): RallyError {
  return new RallyError("not_found", "There is no such conversation");
}

/** Two people of whom one has blocked the other say nothing to each other. @throws RallyError `blocked` */
export function requireOnTerms(log: LogBatch): void {
  if (log.conversation.blocked) {
    throw new RallyError("blocked", "One of you has blocked the other");
  }
}

/** The user's own message in this conversation. @throws RallyError `not_found`, `not_the_author` */
export function requireOwnMessage(log: LogBatch, userId: string, messageId: string): LoggedMessage {
  const message = requireMessage(log, userId, messageId);
  if (message.authorId !== userId) throw notTheAuthor();
  return message;
}

/**
 * A message in this conversation that the user may delete: their own, or as a moderator anyone's.
 * @throws RallyError `not_found`, `not_the_author`
 */
export function requireDeletable(log: LogBatch, userId: string, messageId: string): LoggedMessage {
  const message = requireMessage(log, userId, messageId);
  const { role } = log.requireMember(userId);
  if (message.authorId !== userId && !may(role, "deleteOthersMessage")) throw notTheAuthor();
  return message;
}

const notTheAuthor = (): RallyError =>
  new RallyError("not_the_author", "Only its author may do that");

function requireMessage(log: LogBatch, userId: string, messageId: string): LoggedMessage {
  log.requireMember(userId);
  const message = log.message(messageId);
  if (message?.conversationId !== log.conversation.id) {
    throw new RallyError("not_found", "There is no such message");
  }
  return message;
}
