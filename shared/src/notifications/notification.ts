import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";
import { personSchema } from "../people/index.js";

/**
 * What a notification can be about. Games and tournaments add theirs here: an invitation, a match
 * about to start, a bracket that moved.
 */
export const notificationKinds = [
  "mention",
  "message",
  "friend_request",
  "friend_accepted",
  "moderation",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

/** What was done to somebody by who may: in a conversation, or on the whole server. */
export const moderationActions = ["added", "removed", "role", "banned"] as const;

/** What only some kinds tell. */
export const notificationDataSchema = z.object({
  action: z.optional(z.enum(moderationActions)),
  /** What one is from then on. */
  role: z.optional(z.string()),
  /** How the conversation was called, for those who are no longer in it. */
  name: z.optional(z.string()),
});
export type NotificationData = z.infer<typeof notificationDataSchema>;

/**
 * One event that concerns a user. It is the same on all devices: read on one, it is read on all.
 * The same thing happening again moves it up and makes it unread.
 */
export const notificationSchema = z.object({
  id: idSchema,
  kind: z.enum(notificationKinds),
  /** Who did it; absent when nobody, or their account is gone. */
  from: z.optional(personSchema),
  conversationId: z.optional(idSchema),
  /** The message it is about, the newest one of several, as it reads now. */
  message: z.optional(z.object({ id: idSchema, seq: z.int(), excerpt: z.optional(z.string()) })),
  data: notificationDataSchema,
  /** Messages in it, since it was last read. */
  count: z.int(),
  /** Milliseconds since the epoch, as is `readAt`. */
  at: z.int(),
  readAt: z.optional(z.int()),
  /** The user's version that last touched it. */
  version: z.int(),
});
export type Notification = z.infer<typeof notificationSchema>;
