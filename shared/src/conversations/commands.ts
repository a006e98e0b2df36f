import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { blockOf } from "../relationships/index.js";
import { storable, visible } from "../text/index.js";
import { archiveConversation } from "./archive.js";
import { clearConversation } from "./clear.js";
import { deleteConversation } from "./delete.js";
import { visibilitySchema } from "./changes/index.js";
import { contentSchema, editedContentSchema, sentContentSchema } from "./content.js";
import { hideMessage } from "./hidden.js";
import { pinMessage } from "./pins.js";
import { closePoll, voteInPoll } from "./polls.js";
import { reactToMessage } from "./reactions.js";
import { themeSchema } from "./themes.js";

/** The name of a group or channel: not blank. */
export const groupNameSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.nameLength), visible(), storable());

/** What a group or channel is about; empty: no topic. */
export const topicSchema = z.string().check(z.maxLength(limits.topicLength), storable());

/**
 * Starts a conversation with one user, or finds the existing one (its id is
 * `directConversationId`); or creates a group or a channel, with the caller as its owner.
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
    z.strictObject({
      kind: z.literal("channel"),
      name: groupNameSchema,
      visibility: visibilitySchema,
      /** Whether the directory shows it to users who are not members; absent: if it is public. */
      listed: z.optional(z.boolean()),
      topic: z.optional(topicSchema),
    }),
  ]),
  output: z.object({ id: idSchema }),
  // With a blocked user the server starts no conversation.
  waitsFor: (input) => (input.kind === "direct" ? blockOf(input) : undefined),
});

/** Send a message; the command's id becomes the message's id. */
export const sendMessage = defineCommand({
  name: "message.send",
  input: z.strictObject({
    conversationId: idSchema,
    content: sentContentSchema,
    replyTo: z.optional(idSchema),
    sentAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
  }),
  output: z.object({
    ...{ id: idSchema, seq: z.int(), version: z.int(), at: z.int() },
    /** Only of what the server made from the input: a forward, an uploaded sticker. */
    content: z.optional(contentSchema),
  }),
});

const changesOf = ({ messageId }: { messageId: string }): string => `changes of ${messageId}`;

/** Changes the content of the caller's own message. */
export const editMessage = defineCommand({
  name: "message.edit",
  input: z.strictObject({
    conversationId: idSchema,
    messageId: idSchema,
    content: editedContentSchema,
  }),
  output: z.object({ id: idSchema, version: z.int(), editedAt: z.int() }),
  subject: changesOf,
});

/** Deletes the content of the caller's own message or, as a moderator, of another's; id and seq stay. Deleting twice gives the same result. */
export const deleteMessage = defineCommand({
  name: "message.delete",
  input: z.strictObject({ conversationId: idSchema, messageId: idSchema }),
  output: z.object({ id: idSchema, version: z.int(), deletedAt: z.int() }),
  subject: changesOf,
});

/** Moves the caller's read marker. It never moves back [S10], and at most to the last message. */
export const setMarker = defineCommand({
  name: "marker.set",
  input: z.strictObject({ conversationId: idSchema, seq: z.int().check(z.minimum(0)) }),
  output: z.object({ seq: z.int() }),
});

/** What an owner or admin can change about a group or channel. */
const metaChanges = {
  name: z.optional(groupNameSchema),
  topic: z.optional(topicSchema),
  /** Of a channel, as is `listed`. */
  visibility: z.optional(visibilitySchema),
  listed: z.optional(z.boolean()),
  /** Seconds that a member waits between two messages; 0: none. */
  slowMode: z.optional(z.int().check(z.minimum(0), z.maximum(limits.slowModeSeconds))),
  /** Also of a conversation of two people. */
  theme: z.optional(themeSchema),
};
/** At least one field beside the conversation's id. */
const hasChange = (fields: number) =>
  z.refine<object>((input) => Object.keys(input).length >= fields, {
    ...{ error: "required", path: ["name"] },
  });
export const metaChangesSchema = z.strictObject(metaChanges).check(hasChange(1));

/** Changes what a group or channel says about itself, as its owner or an admin; or the theme of a conversation. */
export const updateConversation = defineCommand({
  name: "conversation.update",
  input: z.strictObject({ conversationId: idSchema, ...metaChanges }).check(hasChange(2)),
  /** Everything that it says about itself after the change; an older server leaves it out. */
  output: z.object({
    version: z.int(),
    at: z.int(),
    ...{ name: z.optional(z.string()), topic: z.optional(z.string()) },
    ...{ visibility: z.optional(visibilitySchema), listed: z.optional(z.boolean()) },
    slowMode: z.optional(z.int()),
    theme: z.optional(z.string()),
    picture: z.optional(z.string()),
  }),
  subject: ({ conversationId }) => `name of ${conversationId}`,
});

export const conversationCommands = {
  createConversation,
  updateConversation,
  archiveConversation,
  clearConversation,
  deleteConversation,
  pinMessage,
  reactToMessage,
  sendMessage,
  editMessage,
  deleteMessage,
  hideMessage,
  setMarker,
  voteInPoll,
  closePoll,
} as const;
