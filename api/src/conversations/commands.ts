import {
  conversationCommands as commands,
  type ConversationMeta,
} from "@rally/shared/conversations";
import { RallyError, type FieldErrors } from "@rally/shared/errors";
import { may, type ConversationKind, type MemberAction } from "@rally/shared/members";
import {
  appendDelete,
  appendEdit,
  appendMarker,
  appendMessage,
  appendMeta,
  idConflict,
  messageIn,
  messagesById,
  pinsByMessage,
  recordAct,
  recordFirstMessage,
  textsById,
  unpinDeleted,
} from "@rally/shared/server/log";
import { inConversation, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { archiveHandler } from "./archive.js";
import { createConversation } from "./create.js";
import { forwardOf, readsOfForward } from "./forwards.js";
import {
  requireDeletable,
  requireEditable,
  requireMayWrite,
  requireNotBlocked,
  requireNotDeleted,
  requireNotTooSoon,
  requireOwnMessage,
} from "./policy.js";
import { hideHandler } from "./hidden.js";
import { pinHandler } from "./pins.js";
import { pollHandlers } from "./polls.js";
import { reactionHandler } from "./reactions.js";

const conversationOf = ({ conversationId }: { conversationId: string }): string => conversationId;

/** Only channels are found and joined. @throws RallyError `invalid_input` */
function requireFieldsOf(
  kind: ConversationKind,
  { visibility, listed }: Partial<ConversationMeta>,
): void {
  if (kind === "channel") return;
  const fields = Object.entries({ visibility, listed }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, ["unknown"]]],
  );
  if (fields.length === 0) return;
  throw new RallyError("invalid_input", "Only channels have a visibility", {
    fields: Object.fromEntries(fields) as FieldErrors,
  });
}

/** What a user must be allowed to do to make these changes. */
const actionsOf = ({ theme, ...details }: Partial<ConversationMeta>): MemberAction[] => [
  ...(theme === undefined ? [] : (["changeTheme"] as const)),
  ...(Object.keys(definedOf(details)).length === 0 ? [] : (["editDetails"] as const)),
];

/** The fields of an object that have a value. */
function definedOf<T extends object>(object: T): Record<string, Exclude<T[keyof T], undefined>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

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
        const isForward = sent.kind === "forward";
        const content = isForward ? forwardOf(batch, userId, sent.messageId) : sent;
        const copied = isForward ? Buffer.byteLength(JSON.stringify(content)) : 0;
        const newMessage = { id: commandId, author: userId, ...message, content };
        const command = { hash, ip, bytes: bytes + copied };
        const { id, seq, version, at } = appendMessage(batch, newMessage, command);
        if (batch.conversation.kind === "direct") recordFirstMessage(batch, userId);
        return { id, seq, version, at, ...(isForward && { content }) };
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
    pinHandler,
    ...pollHandlers,

    inConversation(commands.updateConversation, {
      conversationOf,
      decide({ userId, ip }, { conversationId: _here, ...changes }, batch) {
        const { role } = batch.requireMember(userId);
        const { kind } = batch.conversation;
        if (!actionsOf(changes).every((action) => may(role, action, kind))) {
          throw new RallyError("forbidden", "Only the owner and admins can change this");
        }
        requireNotBlocked(batch);
        requireFieldsOf(kind, changes);
        // A channel that becomes private leaves the directory, unless the command says otherwise.
        const { visibility, listed = visibility && visibility === "public" } = changes;
        const meta = { ...changes, ...(listed !== undefined && { listed }) };
        const act = { action: "details" as const, data: { details: definedOf(meta) } };
        // In a conversation of two people nobody moderates.
        if (kind !== "direct") recordAct(batch, { userId, ip }, act);
        return appendMeta(batch, meta, userId);
      },
    }),

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
