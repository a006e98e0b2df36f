import {
  deleteMessage as deleteCommand,
  editMessage as editCommand,
  isForwardable,
  sendMessage as sendCommand,
  setMarker,
  updateConversation,
  type Content,
  type ConversationMeta,
  type EditedContent,
  type SentContent,
} from "@rally/shared/conversations";
import { leaveConversation } from "@rally/shared/members";
import type { Input } from "@rally/shared/commands";
import { parseInput } from "@rally/shared/errors";
import { storing, type OutboxRow, type RallyDatabase, recount } from "../../database/index.js";
import { readPassed } from "../../notifications/index.js";
import { canStillChange, enqueue, inputOf, resend } from "../../outbox/index.js";

/**
 * Writes a message into the outbox. The message list shows it at once, and `flush` sends it when
 * possible.
 * @returns its id, when it is stored.
 * @throws RallyError `invalid_input` for a blank or too long text.
 */
export function enqueueMessage(
  database: RallyDatabase,
  conversationId: string,
  body: string,
  options: { replyTo?: string } = {},
): Promise<string> {
  return enqueueContent(database, conversationId, { kind: "text", body }, options);
}

/** The same for any content. @param options.shown what the server will make of it, as this device knows it. */
export function enqueueContent(
  database: RallyDatabase,
  conversationId: string,
  content: SentContent,
  { shown, ...options }: { replyTo?: string; shown?: Content } = {},
): Promise<string> {
  const sentAt = Date.now();
  const input = { conversationId, content, sentAt, ...options };
  return storing(() =>
    database.transaction("rw", [database.outbox, database.conversations], async () => {
      const afterSeq = (await database.conversations.get(conversationId))?.lastSeq ?? 0;
      const to = { conversation: conversationId, afterSeq, ...(shown && { shown }) };
      const id = await enqueue(database, sendCommand, input, to);
      await database.conversations
        .where("id")
        .equals(conversationId)
        .modify((conversation) => {
          conversation.lastActivity = Math.max(conversation.lastActivity, sentAt);
        });
      return id;
    }),
  );
}

/** Forwards a message to a conversation, as this device knows it; the server copies its own text. */
export function enqueueForward(
  database: RallyDatabase,
  conversationId: string,
  { id, content, author, at }: { id: string; content: Content; author: string | null; at: number },
): Promise<string> {
  const shown: Content = isForwardable(content)
    ? { kind: "forward", content, origin: { author, at } }
    : content;
  const request = { kind: "forward" as const, messageId: id };
  return enqueueContent(database, conversationId, request, { shown });
}

/** The content of a message in the outbox. */
export function unsentContent(row: OutboxRow): Content | null {
  const { content } = inputOf(sendCommand, row);
  return row.shown ?? (content.kind === "forward" ? null : content);
}

/**
 * Edits one of the user's messages. An unsent message is changed in the outbox; a refused one is
 * sent again with the new text.
 */
export function enqueueEdit(
  database: RallyDatabase,
  conversationId: string,
  messageId: string,
  body: string,
): Promise<void> {
  const content: EditedContent = { kind: "text", body };
  const input = { conversationId, messageId, content };
  parseInput(editCommand.input, input);
  const { outbox, meta } = database;
  return storing(() =>
    database.transaction("rw", [outbox, meta], async () => {
      await forgetSavedEdit(database, conversationId, messageId);
      const queued = await outbox.where("id").equals(messageId).first();
      if (queued && canStillChange(queued)) {
        const changed = { ...(queued.input as object), content };
        if (queued.state === "refused") await resend(database, queued, changed);
        else await outbox.update(queued.order, { input: changed });
        return;
      }
      await dropUnconfirmedEdits(database, conversationId, messageId);
      await enqueue(database, editCommand, input, { conversation: conversationId });
    }),
  );
}

/** Deletes one of the user's messages; an unsent one is only removed from the outbox. */
export function enqueueDeletion(
  database: RallyDatabase,
  conversationId: string,
  messageId: string,
): Promise<void> {
  const { outbox, meta } = database;
  return storing(() =>
    database.transaction("rw", [outbox, meta], async () => {
      await forgetSavedEdit(database, conversationId, messageId);
      const queued = await outbox.where("id").equals(messageId).first();
      await dropUnconfirmedEdits(database, conversationId, messageId);
      if (queued && canStillChange(queued)) {
        await outbox.delete(queued.order);
        return;
      }
      const input = { conversationId, messageId };
      await enqueue(database, deleteCommand, input, { conversation: conversationId });
    }),
  );
}

/**
 * Changes what a group or channel says about itself; shows at once and is sent when possible.
 * @throws RallyError `invalid_input`
 */
export function updateDetails(
  database: RallyDatabase,
  conversationId: string,
  changes: Partial<ConversationMeta>,
): Promise<void> {
  parseInput(updateConversation.input, { conversationId, ...changes });
  const { outbox } = database;
  return storing(() =>
    database.transaction("rw", [outbox], async () => {
      const unsent = await outbox
        .where("[conversation+state]")
        .anyOf([conversationId, "pending"], [conversationId, "refused"])
        .and((row) => row.name === updateConversation.name && canStillChange(row))
        .sortBy("order");
      // Unsent changes are sent as one, with the last value of each field.
      const earlier = unsent.map((row) => inputOf(updateConversation, row));
      const input = Object.assign({}, ...earlier, { conversationId, ...changes }) as Input<
        typeof updateConversation
      >;
      await outbox.bulkDelete(unsent.flatMap(({ order }) => order ?? []));
      await enqueue(database, updateConversation, input, { conversation: conversationId });
    }),
  );
}

/** Leaves a group or channel; sent when possible. */
export async function leave(database: RallyDatabase, conversationId: string): Promise<void> {
  await enqueue(database, leaveConversation, { conversationId }, { conversation: conversationId });
}

/** Deletes the saved text of an edit that is done, or whose message was deleted. */
async function forgetSavedEdit(
  database: RallyDatabase,
  conversationId: string,
  messageId: string,
): Promise<void> {
  const saved = await database.getMeta(`edit.${conversationId}`);
  if (saved?.messageId === messageId) await database.meta.delete(`edit.${conversationId}`);
}

/** Deletes pending and refused edits and deletions of a message: a new one replaces them. */
async function dropUnconfirmedEdits(
  database: RallyDatabase,
  conversation: string,
  messageId: string,
): Promise<void> {
  const names = [editCommand.name, deleteCommand.name] as string[];
  await database.outbox
    .where("[conversation+state]")
    .anyOf([conversation, "pending"], [conversation, "refused"])
    .and(
      (row) =>
        names.includes(row.name) &&
        canStillChange(row) &&
        (row.input as { messageId: string }).messageId === messageId,
    )
    .delete();
}

/**
 * Marks everything up to `seq` as read; applies at once and is sent when possible, one command for
 * each conversation. Cheap if nothing is new; a marker never moves back [S10]. A conversation that
 * is not on this device yet is marked too: its notification may arrive before it does.
 */
export async function markRead(
  database: RallyDatabase,
  conversationId: string,
  seq: number,
): Promise<void> {
  const { outbox, conversations, messages } = database;
  const stored = await conversations.get(conversationId);
  if (stored && stored.marker >= seq) return;
  await storing(() =>
    database.transaction("rw", [outbox, conversations, messages], async () => {
      const conversation = await conversations.get(conversationId);
      if (conversation) {
        if (conversation.marker >= seq) return;
        conversation.marker = seq;
        conversation.unread = await recount(database, conversation);
        await conversations.put(conversation);
      }
      const waiting = outbox
        .where({ conversation: conversationId, state: "pending" })
        .and((row) => row.name === setMarker.name);
      const isHigher = (row: OutboxRow) => (row.input as Input<typeof setMarker>).seq >= seq;
      if ((await waiting.toArray()).some(isHigher)) return;
      await waiting.delete();
      await enqueue(database, setMarker, { conversationId, seq }, { conversation: conversationId });
    }),
  );
  await readPassed(database, conversationId, seq);
}
