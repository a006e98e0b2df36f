import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { conversationKindSchema, roleSchema } from "../members/index.js";
import { notificationChangeSchemas, notifyLevelSchema } from "../notifications/index.js";
import { friendStateSchema } from "../relationships/index.js";
import { personSchema, pictureSchema, profileSchema } from "../people/index.js";
import * as commands from "./commands.js";
import {
  changedRowSchema,
  markerRowSchema,
  messageRowSchema,
  visibilitySchema,
} from "./changes/index.js";
import { hideMessage } from "./hidden.js";
import { editedContentSchema, sentContentSchema } from "./content.js";

/** A conversation as one of its members sees it in a list. */
export const conversationSchema = z.object({
  id: idSchema,
  kind: conversationKindSchema,
  /** The conversation's last change. */
  version: z.int(),
  lastSeq: z.int(),
  /** The caller's read marker. */
  marker: z.int(),
  /**
   * Messages by others after the marker and since the caller joined, without deleted and system
   * messages; counted up to `limits.unreadCounted`.
   */
  unread: z.int(),
  /** The last seq before the caller joined. */
  joinedSeq: z.int(),
  memberCount: z.int(),
  /** The name and topic of a group or channel, and the version that last changed these fields. */
  name: z.optional(z.string()),
  topic: z.optional(z.string()),
  metaVersion: z.optional(z.int()),
  /** Of a channel: who can join it, and whether the directory shows it. */
  visibility: z.optional(visibilitySchema),
  listed: z.optional(z.boolean()),
  /** Seconds that a member waits between two messages; absent: none. */
  slowMode: z.optional(z.int()),
  /** What it looks like (`themes`); absent: the default. */
  theme: z.optional(z.string()),
  /** The name of the picture of a group or channel; absent without one. */
  picture: z.optional(z.string()),
  /** The caller's role in a group or channel. */
  role: z.optional(roleSchema),
  /** Until when a moderator has stopped the caller from writing, milliseconds since the epoch. */
  mutedUntil: z.optional(z.int()),
  /** Which messages notify the caller; absent: the default of the kind. */
  level: z.optional(notifyLevelSchema),
  /** The last message that the caller has archived it up to; `isArchived` tells whether it still is. */
  archivedSeq: z.optional(z.int()),
  /** The last message that the caller has deleted for themselves with the history; absent: none. */
  clearedSeq: z.optional(z.int()),
  /** The other user of a two-person conversation. */
  partner: z.optional(personSchema),
  lastMessage: z.optional(messageRowSchema),
});
export type Conversation = z.infer<typeof conversationSchema>;

const conversationParams = z.strictObject({ id: idSchema });
const messageParams = z.strictObject({ id: idSchema, messageId: idSchema });
const version = queryInteger(0, Number.MAX_SAFE_INTEGER);
const pageSize = z.optional(queryInteger(1, limits.pageRows));
const lineage = z.string();

export const listConversations = defineRoute({
  method: "GET",
  path: "/api/v1/conversations",
  summary: "The caller's conversations, page by page",
  auth: "user",
  query: z.strictObject({ after: z.optional(idSchema), limit: pageSize }),
  data: z.array(conversationSchema),
  meta: z.object({ lineage, next: z.optional(z.string()) }),
});

export const createConversationRoute = defineRoute({
  method: "POST",
  path: "/api/v1/conversations",
  summary:
    "Start a conversation of two, a group or a channel (command `conversation.create`, `Idempotency-Key`)",
  auth: "user",
  body: commands.createConversation.input,
  data: conversationSchema,
});

export const listMessages = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/messages",
  summary:
    "A page of history, newest first: the newest, or those before, after or around a message",
  auth: "user",
  params: conversationParams,
  /** `before` and `after`: a seq; `around`: a message's id. At most one of them. */
  query: z
    .strictObject({
      before: z.optional(version),
      after: z.optional(version),
      around: z.optional(idSchema),
      limit: pageSize,
    })
    .check(
      z.refine(
        ({ before, after, around }) =>
          [before, after, around].filter((one) => one !== undefined).length <= 1,
        { error: "unknown", path: ["around"] },
      ),
    ),
  data: z.array(messageRowSchema),
  /**
   * `version`: the conversation's when the page was read (a new device's first cursor).
   * `next`: the `before` of the next older page, absent at the beginning.
   * `newer`: with `after` and `around`, the `after` of the next newer page, absent at the end.
   * `markers`: on the newest page, the read markers of the members, in rooms that show them. A
   * cursor that begins at `version` does not receive earlier ones.
   */
  meta: z.object({
    lineage,
    version: z.int(),
    next: z.optional(z.int()),
    newer: z.optional(z.int()),
    markers: z.optional(z.array(markerRowSchema)),
    /** Rows of other types that belong to the page, such as the reactions to its messages. */
    related: z.optional(z.array(changedRowSchema)),
  }),
});

export const listChanges = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/changes",
  summary: "Every row touched after a version, in the order of versions",
  auth: "user",
  params: conversationParams,
  query: z.strictObject({ since: version, limit: pageSize }),
  data: z.array(changedRowSchema),
  /** `version`: the cursor after this page; `next`: present when there is more. */
  meta: z.object({ lineage, version: z.int(), next: z.optional(z.int()) }),
});

export const sendMessageRoute = defineRoute({
  method: "POST",
  path: "/api/v1/conversations/:id/messages",
  summary: "Send a message (command `message.send`; its id is the message's)",
  auth: "user",
  params: conversationParams,
  body: z.strictObject({
    id: idSchema,
    content: sentContentSchema,
    replyTo: z.optional(idSchema),
    sentAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
  }),
  data: commands.sendMessage.output,
});

export const editMessageRoute = defineRoute({
  method: "PATCH",
  path: "/api/v1/conversations/:id/messages/:messageId",
  summary: "Edit a message of the caller (command `message.edit`, `Idempotency-Key`)",
  auth: "user",
  params: messageParams,
  body: z.strictObject({ content: editedContentSchema }),
  data: commands.editMessage.output,
});

export const deleteMessageRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/messages/:messageId",
  summary:
    "Delete a message for all (command `message.delete`) or for the caller alone (`message.hide`); `Idempotency-Key`",
  auth: "user",
  params: messageParams,
  /** Absent: for all. */
  query: z.strictObject({ for: z.optional(z.enum(["all", "me"])) }),
  /** `deletedAt`: only if it was deleted for all. */
  data: z.extend(hideMessage.output, { deletedAt: z.optional(z.int()) }),
});

export const updateConversationRoute = defineRoute({
  method: "PATCH",
  path: "/api/v1/conversations/:id",
  summary:
    "Change the name, topic or visibility of a group or channel (command `conversation.update`, `Idempotency-Key`)",
  auth: "user",
  params: conversationParams,
  body: commands.metaChangesSchema,
  data: commands.updateConversation.output,
});

const pictureOutput = z.object({
  /** Absent after the removal. */
  picture: z.optional(pictureSchema),
});

/** The body is the picture file, not JSON. */
export const setPictureRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/conversations/:id/picture",
  summary:
    "Upload the picture of a group or channel: JPEG, PNG, WebP, GIF or AVIF, at most 5 MB, for its owner and admins",
  auth: "user",
  params: conversationParams,
  rawBody: "image/*",
  data: pictureOutput,
});

export const removePictureRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/picture",
  summary: "Remove the picture of a group or channel, as its owner or an admin",
  auth: "user",
  params: conversationParams,
  data: pictureOutput,
});

export const setMarkerRoute = defineRoute({
  method: "PUT",
  path: "/api/v1/conversations/:id/marker",
  summary: "Say how far one has read (command `marker.set`, `Idempotency-Key`)",
  auth: "user",
  params: conversationParams,
  body: z.strictObject({ seq: z.int().check(z.minimum(0)) }),
  data: commands.setMarker.output,
});

/**
 * One of the caller's own rows: conversations that the caller is in or has left, friends, blocks,
 * ignores, notifications and preferences.
 */
export const userChangeSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("conversation"), version: z.int(), conversation: conversationSchema }),
  z.object({
    type: z.literal("left"),
    version: z.int(),
    conversationId: idSchema,
    /** Whether the conversation was deleted for all; absent: the user left or was removed. */
    deleted: z.optional(z.literal(true)),
  }),
  z.object({
    type: z.literal("block"),
    version: z.int(),
    userId: idSchema,
    blocked: z.boolean(),
  }),
  z.object({ type: z.literal("presence"), version: z.int(), appearsOffline: z.boolean() }),
  ...notificationChangeSchemas,
  z.object({
    type: z.literal("friend"),
    version: z.int(),
    user: personSchema,
    state: friendStateSchema,
    at: z.int(),
  }),
  z.object({
    type: z.literal("ignore"),
    version: z.int(),
    userId: idSchema,
    ignored: z.boolean(),
  }),
  /** A message that the caller has deleted for themselves. */
  z.object({
    type: z.literal("hidden"),
    version: z.int(),
    ...{ conversationId: idSchema, messageId: idSchema },
  }),
  z.object({ type: z.literal("profile"), version: z.int(), profile: profileSchema }),
  /** The caller's vote in an anonymous poll; `voteVersion` is the conversation's. */
  z.object({
    type: z.literal("vote"),
    version: z.int(),
    ...{ conversationId: idSchema, messageId: idSchema },
    ...{ choices: z.array(z.int()), voteVersion: z.int() },
  }),
]);

export const listUserChanges = defineRoute({
  method: "GET",
  path: "/api/v1/changes",
  summary: "The user's own rows touched after a version, in the order of versions",
  auth: "user",
  query: z.strictObject({ since: version, limit: pageSize }),
  data: z.array(userChangeSchema),
  meta: z.object({ lineage, version: z.int(), next: z.optional(z.int()) }),
});
