import { conversationCommands as commands } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { idConflict, inConversation, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { createConversation } from "./create.js";
import { requireDeletable, requireOnTerms, requireOwnMessage } from "./policy.js";

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;

/** The commands of conversations, each with its policy inside the transaction it guards. */
export function conversationHandlers(context: ApiContext): CommandHandler[] {
  return [
    createConversation(context),

    inConversation(commands.sendMessage, {
      conversationOf,
      remembersItself: true,
      messages: ({ replyTo }) => (replyTo === undefined ? [] : [replyTo]),
      run({ userId, commandId, hash, bytes, sentBefore }, input, log) {
        const sent = sentBefore && log.message(commandId);
        if (sent && sent.authorId === userId) {
          const { id, seq, sentVersion, createdAt } = sent;
          return { id, seq, version: sentVersion, at: createdAt };
        }
        log.requireMember(userId);
        // Somebody else's id tells nothing but that it is taken.
        if (sent) throw idConflict();
        requireOnTerms(log);
        if (input.replyTo !== undefined) {
          const quoted = log.message(input.replyTo);
          if (quoted?.conversationId !== log.conversation.id) {
            throw new RallyError("invalid_input", "replyTo names no message here", {
              fields: { replyTo: ["unknown"] },
            });
          }
        }
        const { conversationId: _here, ...said } = input;
        const { id, seq, version, at } = log.appendMessage(
          { type: "message", id: commandId, author: userId, ...said },
          { hash, bytes },
        );
        if (log.conversation.kind === "direct") log.noteFirstMessage(userId);
        return { id, seq, version, at };
      },
    }),

    inConversation(commands.editMessage, {
      conversationOf,
      messages: ({ messageId }) => [messageId],
      run({ userId }, { messageId, content }, log) {
        const message = requireOwnMessage(log, userId, messageId);
        requireOnTerms(log);
        if (message.deletedAt !== null) throw new RallyError("message_deleted", "It was deleted");
        const { version, at } = log.appendTouch({
          type: "edit",
          id: messageId,
          author: userId,
          content,
        });
        return { id: messageId, version, editedAt: at };
      },
    }),

    inConversation(commands.deleteMessage, {
      conversationOf,
      messages: ({ messageId }) => [messageId],
      run({ userId }, { messageId }, log) {
        const message = requireDeletable(log, userId, messageId);
        if (message.deletedAt !== null) {
          return {
            id: messageId,
            version: message.version,
            deletedAt: message.deletedAt,
          };
        }
        const { version, at } = log.appendTouch({
          type: "delete",
          id: messageId,
          author: userId,
        });
        return { id: messageId, version, deletedAt: at };
      },
    }),

    inConversation(commands.setMarker, {
      conversationOf,
      // A marker never moves back: done twice, it is where it was.
      remembersItself: true,
      committed({ userId }, { conversationId }) {
        context.marked(conversationId, userId);
      },
      run({ userId }, { seq: claimed }, log) {
        const membership = log.requireMember(userId);
        const seq = Math.min(claimed, log.conversation.lastSeq);
        if (seq <= membership.marker) return { seq: membership.marker };
        const { memberCount } = log.conversation;
        // Whom one has blocked is not told what one reads.
        const { sharesMarker } = membership;
        const logged = memberCount <= context.limits.smallRoomMembers && sharesMarker;
        log.appendMarker(userId, seq, logged);
        return { seq };
      },
    }),
  ];
}
