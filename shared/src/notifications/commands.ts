import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { disturbSchema } from "./preferences.js";
import { notifyLevelSchema } from "./preferences.js";

const version = z.int().check(z.minimum(0));

/**
 * Marks notifications as read on all devices, except those changed after the version `upTo`. Ids of
 * other users' notifications are ignored.
 */
export const readNotifications = defineCommand({
  name: "notification.read",
  input: z.strictObject({
    ids: z.array(idSchema).check(z.minLength(1), z.maxLength(limits.pageRows)),
    upTo: z.optional(version),
  }),
  output: z.object({ read: z.int() }),
});

/** Marks all notifications as read that have not changed after the version `upTo`. */
export const readAllNotifications = defineCommand({
  name: "notification.readAll",
  input: z.strictObject({ upTo: version }),
  output: z.object({ read: z.int() }),
});

/** Sets which messages of a conversation become notifications. */
export const setNotifyLevel = defineCommand({
  name: "conversation.notify",
  input: z.strictObject({ conversationId: idSchema, level: notifyLevelSchema }),
  output: z.object({ level: notifyLevelSchema }),
  subject: ({ conversationId }) => `notifications of ${conversationId}`,
});

/** Sets "do not disturb": hours of the week, or until a time. */
export const setDisturb = defineCommand({
  name: "notifications.disturb",
  input: disturbSchema,
  output: disturbSchema,
  subject: () => "do not disturb",
});

export const notificationCommands = {
  readNotifications,
  readAllNotifications,
  setNotifyLevel,
  setDisturb,
} as const;
