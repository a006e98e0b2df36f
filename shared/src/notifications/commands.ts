import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { disturbSchema } from "./disturb.js";
import { notifyLevelSchema } from "./levels.js";

const version = z.int().check(z.minimum(0));

/**
 * Take notifications as read, on all devices. `upTo` is the version one saw: what moved up since
 * stays unread. Those that are not one's own are left out.
 */
export const readNotifications = defineCommand({
  name: "notification.read",
  input: z.strictObject({
    ids: z.array(idSchema).check(z.minLength(1), z.maxLength(limits.pageRows)),
    upTo: z.optional(version),
  }),
  output: z.object({ read: z.int() }),
});

/** Take all as read that no later version touched. */
export const readAllNotifications = defineCommand({
  name: "notification.readAll",
  input: z.strictObject({ upTo: version }),
  output: z.object({ read: z.int() }),
});

/** Choose what of a conversation becomes a notification. */
export const setNotifyLevel = defineCommand({
  name: "conversation.notify",
  input: z.strictObject({ conversationId: idSchema, level: notifyLevelSchema }),
  output: z.object({ level: notifyLevelSchema }),
});

/** Choose when nothing rings: hours of the week, or from now until a moment. */
export const setDisturb = defineCommand({
  name: "notifications.disturb",
  input: disturbSchema,
  output: disturbSchema,
});

export const notificationCommands = {
  readNotifications,
  readAllNotifications,
  setNotifyLevel,
  setDisturb,
} as const;
