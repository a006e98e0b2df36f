import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { limits } from "../limits/index.js";
import { disturbSchema } from "./preferences.js";
import { notificationSchema } from "./notification.js";

export const listNotifications = defineRoute({
  method: "GET",
  path: "/api/v1/notifications",
  summary: "Notifications of the caller, the newest first",
  auth: "user",
  query: z.strictObject({
    /** The `next` of the previous page. */
    before: z.optional(z.string().check(z.regex(/^\d{1,16}\.[0-9a-f-]{36}$/))),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(notificationSchema),
  /** `unread`: the total number of unread notifications. */
  meta: z.object({ lineage: z.string(), unread: z.int(), next: z.optional(z.string()) }),
});

/** The part of `userChangeSchema` for notifications. */
export const notificationChangeSchemas = [
  z.object({
    type: z.literal("notification"),
    version: z.int(),
    notification: notificationSchema,
  }),
  z.object({ type: z.literal("disturb"), version: z.int(), disturb: disturbSchema }),
] as const;
