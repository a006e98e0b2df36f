import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { notificationKinds, pushActions } from "../notifications/index.js";

const base64url = (bytes: number) =>
  z.string().check(
    z.regex(/^[\w-]+=*$/, { error: "format" }),
    // Four characters encode three bytes.
    z.refine((text: string) => Math.floor((text.replace(/=+$/, "").length * 3) / 4) === bytes, {
      error: "format",
    }),
  );

/** The fields of a browser's `PushSubscription`. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: z.string().check(z.maxLength(2_000)),
  keys: z.strictObject({
    /** An uncompressed P-256 point, and a secret of 16 bytes (RFC 8291). */
    p256dh: base64url(65),
    auth: base64url(16),
  }),
});
export type PushSubscription = z.infer<typeof pushSubscriptionSchema>;

export const readPushKey = defineRoute({
  method: "GET",
  path: "/api/v1/push/key",
  summary: "The VAPID public key of this server, for a browser's subscription",
  auth: "user",
  data: z.object({ publicKey: z.string() }),
});

export const subscribeToPush = defineRoute({
  method: "POST",
  path: "/api/v1/push/subscriptions",
  summary:
    "Subscribe this session's device to pushes; a session has one subscription, which ends with it",
  auth: "user",
  noBots: true,
  body: pushSubscriptionSchema,
  data: z.object({ subscribed: z.boolean() }),
});

export const unsubscribeFromPush = defineRoute({
  method: "DELETE",
  path: "/api/v1/push/subscriptions",
  summary: "Unsubscribe this session's device from pushes",
  auth: "user",
  noBots: true,
  data: z.object({ subscribed: z.boolean() }),
});

/** A push message, encrypted for one device, in its user's language. */
export const pushMessageSchema = z.object({
  /** The user; another user may have signed in on the device since. */
  userId: idSchema,
  id: idSchema,
  kind: z.enum(notificationKinds),
  version: z.int(),
  title: z.string(),
  body: z.string(),
  locale: z.string(),
  at: z.int(),
  /** The path that a tap opens. */
  path: z.string(),
  fromId: z.optional(idSchema),
  conversationId: z.optional(idSchema),
  seq: z.optional(z.int()),
  actions: z.array(z.object({ action: z.enum(pushActions), title: z.string() })),
  /** The number of unread notifications, for the badge. */
  unread: z.int(),
  /** Recent notifications that were read on other devices, so that this device closes them. */
  read: z.array(idSchema),
});
export type PushMessage = z.infer<typeof pushMessageSchema>;
