import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { notificationKinds } from "../notifications/index.js";

const base64url = (bytes: number) =>
  z.string().check(
    z.regex(/^[\w-]+=*$/, { error: "format" }),
    // Four characters stand for three bytes.
    z.refine((text: string) => Math.floor((text.replace(/=+$/, "").length * 3) / 4) === bytes, {
      error: "format",
    }),
  );

/** Where a browser is pushed to, as its `PushSubscription` says it. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: z.string().check(z.maxLength(2_000)),
  keys: z.strictObject({
    /** An uncompressed point of P-256, and sixteen bytes of its secret (RFC 8291). */
    p256dh: base64url(65),
    auth: base64url(16),
  }),
});
export type PushSubscription = z.infer<typeof pushSubscriptionSchema>;

export const readPushKey = defineRoute({
  method: "GET",
  path: "/api/v1/push/key",
  summary: "This server's VAPID public key, which a browser subscribes with",
  auth: "user",
  data: z.object({ publicKey: z.string() }),
});

export const subscribeToPush = defineRoute({
  method: "POST",
  path: "/api/v1/push/subscriptions",
  summary: "Push to this session's device; a session has one subscription, which ends with it",
  auth: "user",
  noBots: true,
  body: pushSubscriptionSchema,
  data: z.object({ subscribed: z.boolean() }),
});

export const unsubscribeFromPush = defineRoute({
  method: "DELETE",
  path: "/api/v1/push/subscriptions",
  summary: "Push no more to this session's device",
  auth: "user",
  noBots: true,
  data: z.object({ subscribed: z.boolean() }),
});

/** What a button of a pushed notification does. */
export const pushActions = ["reply", "read", "accept", "decline"] as const;
export type PushAction = (typeof pushActions)[number];

/** What travels to a device, encrypted for it alone and worded in its user's language. */
export const pushMessageSchema = z.object({
  /** Whose it is: a device may be another's by now. */
  userId: idSchema,
  id: idSchema,
  kind: z.enum(notificationKinds),
  version: z.int(),
  title: z.string(),
  body: z.string(),
  locale: z.string(),
  at: z.int(),
  /** Where a tap leads to. */
  path: z.string(),
  fromId: z.optional(idSchema),
  conversationId: z.optional(idSchema),
  seq: z.optional(z.int()),
  actions: z.array(z.object({ action: z.enum(pushActions), title: z.string() })),
  /** Notifications that wait to be read: the badge. */
  unread: z.int(),
  /** Those of late that were read elsewhere, so that the device takes them away. */
  read: z.array(idSchema),
});
export type PushMessage = z.infer<typeof pushMessageSchema>;
