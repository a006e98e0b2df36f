import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { storable, visible } from "../text/index.js";
import { contentSchema } from "./content.js";

/** A group's name as its people read it: not blank. */
export const groupNameSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.nameLength), visible(), storable());

/**
 * Start a conversation: the one with somebody, which is found again where it is there (its id is
 * `directConversationId`), or a new group, whose owner one is.
 */
export const createConversation = defineCommand({
  name: "conversation.create",
  input: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("direct"), userId: idSchema }),
    z.strictObject({
      kind: z.literal("group"),
      name: groupNameSchema,
      members: z.array(idSchema).check(z.maxLength(limits.groupMembers)),
    }),
  ]),
  output: z.object({ id: idSchema }),
});

/** Send a message; the command's id becomes the message's id. */
export const sendMessage = defineCommand({
  name: "message.send",
  input: z.strictObject({
    conversationId: idSchema,
    content: contentSchema,
    replyTo: z.optional(idSchema),
    sentAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
  }),
  output: z.object({ id: idSchema, seq: z.int(), version: z.int(), at: z.int() }),
});

/** Change what one's own message says. */
export const editMessage = defineCommand({
  name: "message.edit",
  input: z.strictObject({ conversationId: idSchema, messageId: idSchema, content: contentSchema }),
  output: z.object({ id: idSchema, version: z.int(), editedAt: z.int() }),
});

/** Blank a message, one's own or, as a moderator, another's; id and seq stay. Deleting again answers the same. */
export const deleteMessage = defineCommand({
  name: "message.delete",
  input: z.strictObject({ conversationId: idSchema, messageId: idSchema }),
  output: z.object({ id: idSchema, version: z.int(), deletedAt: z.int() }),
});

/** Say how far one has read; it never goes back [S10], and what is past the end means the end. */
export const setMarker = defineCommand({
  name: "marker.set",
  input: z.strictObject({ conversationId: idSchema, seq: z.int().check(z.minimum(0)) }),
  output: z.object({ seq: z.int() }),
});

export const conversationCommands = {
  createConversation,
  sendMessage,
  editMessage,
  deleteMessage,
  setMarker,
} as const;
