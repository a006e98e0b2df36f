import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";
import { personSchema } from "../people/index.js";
import { notificationDataSchema, notificationKinds } from "./kinds.js";

/**
 * A notification of one user, with the same state on all of the user's devices. If the same event
 * happens again, the notification moves up and is unread again.
 */
export const notificationSchema = z.object({
  id: idSchema,
  kind: z.enum(notificationKinds),
  /** The user who caused it; absent if there is none or their account is deleted. */
  from: z.optional(personSchema),
  conversationId: z.optional(idSchema),
  /** The newest message that it is about, with its current text. */
  message: z.optional(z.object({ id: idSchema, seq: z.int(), excerpt: z.optional(z.string()) })),
  data: notificationDataSchema,
  /** The number of messages in it since it was last read. */
  count: z.int(),
  /** Milliseconds since the epoch, as is `readAt`. */
  at: z.int(),
  readAt: z.optional(z.int()),
  /** The user's version that last touched it. */
  version: z.int(),
});
export type Notification = z.infer<typeof notificationSchema>;
