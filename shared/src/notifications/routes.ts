import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { limits } from "../limits/index.js";
import { disturbSchema } from "./disturb.js";
import { notificationSchema } from "./notification.js";

export const listNotifications = defineRoute({
  method: "GET",
  path: "/api/v1/notifications",
  summary: "One's notifications, the newest first",
  auth: "user",
  query: z.strictObject({
    /** The `next` of the page before. */
    before: z.optional(z.string().check(z.regex(/^\d{1,16}\.[0-9a-f-]{36}$/))),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(notificationSchema),
  /** `unread`: how many there are in all. */
  meta: z.object({ lineage: z.string(), unread: z.int(), next: z.optional(z.string()) }),
});

/** Of one's own rows, those of this domain; a part of `userChangeSchema`. */
export const notificationChangeSchemas = [
  z.object({
    type: z.literal("notification"),
    version: z.int(),
    notification: notificationSchema,
  }),
  z.object({ type: z.literal("disturb"), version: z.int(), disturb: disturbSchema }),
] as const;
