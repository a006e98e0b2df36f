import {
  conversationCommands as commands,
  isStoredAsSent,
  type Content,
  type SentContent,
} from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import {
  appendDelete,
  appendEdit,
  appendMarker,
  appendMessage,
  idConflict,
  messageIn,
  messagesById,
  pinsByMessage,
  recordAct,
  recordFirstMessage,
  stickersById,
  textsById,
  unpinDeleted,
  type LogBatch,
} from "@rally/shared/server/log";
import { inConversation, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { archiveHandler } from "./archive.js";
import { clearHandler } from "./clear.js";
import { createConversation } from "./create.js";
import { deleteHandler } from "./delete.js";
import { forwardOf, readsOfForward } from "./forwards.js";
import {
  requireDeletable,
  requireEditable,
  requireMayWrite,
  requireNotDeleted,
  requireNotTooSoon,
  requireOwnMessage,
} from "./policy.js";
import { updateHandler } from "./details.js";
import { hideHandler } from "./hidden.js";
import { pinHandler } from "./pins.js";
import { pollHandlers } from "./polls.js";
import { reactionHandler } from "./reactions.js";
import { stickerOf, uploadedStickers } from "./stickers.js";

/** What is stored of a content that a user sends. */
function storedContent(batch: LogBatch, userId: string, sent: SentContent): Content {
  if (sent.kind === "forward") return forwardOf(batch, userId, sent.messageId);
  return sent.kind === "sticker" ? stickerOf(batch, sent) : sent;
}

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;

/** The commands of conversations, each with its policy. */
export function conversationHandlers(context: ApiContext): CommandHandler[] {
  return [
    createConversation(context),

    inConversation(commands.sendMessage, {
      conversationOf,
      needsNoRecord: true,
      reads: ({ replyTo, content }, { userId }) => ({
        rows: [
          [messagesById, replyTo === undefined ? [] : [replyTo]],
          ...(content.kind === "forward" ? readsOfForward(userId, content.messageId) : []),
          [stickersById, uploadedStickers(content)],
        ],
      }),
      decide({ userId, commandId, hash, bytes, ip, sentBefore }, input, batch) {
        // A message has the id of its command, so `readDeclared` has read it under that id.
        const known = sentBefore && messageIn(batch, commandId);
        if (known && known.authorId === userId) {
          const { id, seq, sentVersion, createdAt } = known;
          return { id, seq, version: sentVersion, at: createdAt };
        }
        batch.requireMember(userId);
        // The id of another user's message reveals only that it is taken.
        if (known) throw idConflict();
        requireMayWrite(batch, userId);
        requireNotTooSoon(batch, userId);
        if (input.replyTo !== undefined) {
          const quoted = messageIn(batch, input.replyTo);
          if (quoted?.conversationId !== batch.conversation.id) {
            throw new RallyError("invalid_input", "replyTo names no message here", {
              fields: { replyTo: ["unknown"] },
            });
          }
        }
        const { conversationId: _here, content: sent, ...message } = input;
        const content = storedContent(batch, userId, sent);
        const isMade = !isStoredAsSent(sent);
        const made = isMade ? Buffer.byteLength(JSON.stringify(content)) : 0;
        const newMessage = { id: commandId, author: userId, ...message, content };
        const command = { hash, ip, bytes: bytes + made };
        const { id, seq, version, at } = appendMessage(batch, newMessage, command);
        if (batch.conversation.kind === "direct") recordFirstMessage(batch, userId);
        return { id, seq, version, at, ...(isMade && { content }) };
      },
    }),

    inConversation(commands.editMessage, {
      conversationOf,
      reads: ({ messageId }) => ({
        rows: [
          [messagesById, [messageId]],
          [textsById, [messageId]],
        ],
      }),
      decide({ userId }, { messageId, content }, batch) {
        const message = requireOwnMessage(batch, userId, messageId);
        requireMayWrite(batch, userId);
        requireNotDeleted(message);
        requireEditable(message);
        const edit = { id: messageId, author: userId, content };
        const { version, at } = appendEdit(batch, edit);
        return { id: messageId, version, editedAt: at };
      },
    }),

    inConversation(commands.deleteMessage, {
      conversationOf,
      reads: ({ messageId }) => ({
        rows: [
          [messagesById, [messageId]],
          [pinsByMessage, [messageId]],
        ],
      }),
      decide({ userId, ip }, { messageId }, batch) {
        const message = requireDeletable(batch, userId, messageId);
        if (message.deletedAt !== null) {
          return { id: messageId, version: message.version, deletedAt: message.deletedAt };
        }
        unpinDeleted(batch, messageId, userId);
        const { version, at } = appendDelete(batch, { id: messageId, author: userId });
        const { authorId } = message;
        if (authorId !== userId) {
          const target = authorId === null ? {} : { target: authorId };
          const act = { action: "messageDeleted" as const, ...target, data: { messageId } };
          recordAct(batch, { userId, ip }, act);
        }
        return { id: messageId, version, deletedAt: at };
      },
    }),

    hideHandler(context),
    reactionHandler,
    archiveHandler,
    clearHandler,
    deleteHandler,
    pinHandler,
    ...pollHandlers,
    updateHandler,

    inConversation(commands.setMarker, {
      conversationOf,
      // A marker never moves back: a second run changes nothing.
      needsNoRecord: true,
      committed({ userId }, { conversationId }) {
        context.markerMoved(conversationId, userId);
      },
      decide({ userId }, { seq: claimed }, batch) {
        const membership = batch.requireMember(userId);
        const seq = Math.min(claimed, batch.conversation.lastSeq);
        if (seq <= membership.marker) return { seq: membership.marker };
        const isSmall = batch.conversation.memberCount <= context.limits.smallRoomMembers;
        // Blocked members are not shown the marker.
        appendMarker(batch, userId, { seq, isLogged: isSmall && membership.sharesMarker });
        return { seq };
      },
    }),
  ];
}
