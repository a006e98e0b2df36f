import { RallyError } from "@rally/shared/errors";
import { may } from "@rally/shared/members";
import { messageIn, type LogBatch, type LoggedMessage } from "@rally/shared/server/log";

/** The answer to outsiders and for unknown ids alike, so that it does not reveal that a conversation exists. */
export function noSuchConversation(): RallyError {
  return new RallyError("not_found", "There is no such conversation");
}

/** The answer for unknown messages and for those of other conversations alike. */
export function noSuchMessage(): RallyError {
  return new RallyError("not_found", "There is no such message");
}

/** Refuses messages and changes in a two-person conversation while one member blocks the other. @throws RallyError `blocked` */
export function requireNotBlocked(batch: LogBatch): void {
  if (batch.conversation.blocked) {
    throw new RallyError("blocked", "One of you has blocked the other");
  }
}

/**
 * Refuses what a user writes while there is a block in a two-person conversation, or while a
 * moderator has muted them.
 * @throws RallyError `blocked`, `muted`
 */
export function requireMayWrite(batch: LogBatch, userId: string): void {
  requireNotBlocked(batch);
  if (batch.requireMember(userId).mutedUntil > batch.now) {
    throw new RallyError("muted", "A moderator has muted you here");
  }
}

/** Refuses a message within slow mode's interval after the user's last one. @throws RallyError `slow_mode` */
export function requireNotTooSoon(batch: LogBatch, userId: string): void {
  const { kind, meta } = batch.conversation;
  const { role, sentAt } = batch.requireMember(userId);
  if (meta.slowMode === undefined || may(role, "ignoreSlowMode", kind)) return;
  const retryAfter = sentAt + meta.slowMode * 1_000 - batch.now;
  if (retryAfter <= 0) return;
  throw new RallyError("slow_mode", `Slow mode: wait ${String(Math.ceil(retryAfter / 1_000))} s`, {
    retryAfter,
  });
}

/** The user's own message in this conversation. @throws RallyError `not_found`, `not_the_author` */
export function requireOwnMessage(
  batch: LogBatch,
  userId: string,
  messageId: string,
): LoggedMessage {
  const message = requireMessage(batch, userId, messageId);
  if (message.authorId !== userId) throw notTheAuthor();
  return message;
}

/**
 * A message in this conversation that the user may delete: their own, or as a moderator anyone's.
 * @throws RallyError `not_found`, `not_the_author`
 */
export function requireDeletable(
  batch: LogBatch,
  userId: string,
  messageId: string,
): LoggedMessage {
  const message = requireMessage(batch, userId, messageId);
  const { role } = batch.requireMember(userId);
  if (message.authorId !== userId && !may(role, "deleteOthersMessage", batch.conversation.kind))
    throw notTheAuthor();
  return message;
}

const notTheAuthor = (): RallyError =>
  new RallyError("not_the_author", "Only the author can do that");

/** A message in this conversation. @throws RallyError `not_found` */
export function requireMessage(batch: LogBatch, userId: string, messageId: string): LoggedMessage {
  batch.requireMember(userId);
  const message = messageIn(batch, messageId);
  if (message?.conversationId !== batch.conversation.id) {
    throw noSuchMessage();
  }
  return message;
}

/** Refuses changes of a deleted message. @throws RallyError `message_deleted` */
export function requireNotDeleted(message: LoggedMessage): void {
  if (message.deletedAt !== null) {
    throw new RallyError("message_deleted", "The message was deleted");
  }
}

/** Refuses to edit what has other content than a text. @throws RallyError `not_editable` */
export function requireEditable({ kind }: LoggedMessage): void {
  if (kind !== "text") throw new RallyError("not_editable", "Only texts can be edited");
}
