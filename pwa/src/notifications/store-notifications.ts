import { limits } from "@rally/shared/limits";
import type { notificationChangeSchemas, Notification } from "@rally/shared/notifications";
import type * as z from "zod/mini";
import type { NotificationRow, RallyDatabase } from "../database/index.js";
import { keepPeople } from "../people/index.js";

type NotificationChange = z.infer<(typeof notificationChangeSchemas)[number]>;

/**
 * Stores notifications and do-not-disturb settings from a page of user changes. A row replaces a
 * stored one only if its version is higher: a notification marked as read here stays read until the
 * server sends a newer version.
 */
export async function keepNotifications(
  database: RallyDatabase,
  changes: readonly (NotificationChange | { type: string })[],
): Promise<void> {
  const { notifications, people, meta } = database;
  const received = changes.flatMap((change) =>
    isNotification(change) ? [change.notification] : [],
  );
  const disturb = changes.findLast(isDisturb)?.disturb;
  if (disturb) await database.setMeta("disturb", disturb);
  if (received.length === 0) return;
  await database.transaction("rw", [notifications, people, meta], async () => {
    const stored = await notifications.bulkGet(received.map(({ id }) => id));
    const news = received.filter(({ version }, index) => version > (stored[index]?.version ?? -1));
    await notifications.bulkPut(news.map(rowOf));
    await keepPeople(
      database,
      news.flatMap(({ from }) => (from ? [from] : [])),
    );
    await forgetOld(database);
  });
}

/** Deletes the text of messages from conversations that the user has left. */
export async function forgetExcerpts(
  { notifications }: RallyDatabase,
  conversations: readonly string[],
): Promise<void> {
  if (conversations.length === 0) return;
  await notifications
    .where("conversationId")
    .anyOf(conversations)
    .modify(({ message }) => {
      delete message?.excerpt;
    });
}

/** The server deletes old notifications in the same way and sends no change for it. */
async function forgetOld({ notifications }: RallyDatabase): Promise<void> {
  const oldest = Date.now() - limits.notificationDays * 86_400_000;
  await notifications.where("at").below(oldest).delete();
  const surplus = (await notifications.count()) - limits.notificationsKept;
  if (surplus > 0) await notifications.orderBy("at").limit(surplus).delete();
}

const rowOf = (notification: Notification): NotificationRow => ({
  ...notification,
  unread: notification.readAt === undefined ? 1 : 0,
});

type Tagged<T extends string> = Extract<NotificationChange, { type: T }>;

function isNotification(change: { type: string }): change is Tagged<"notification"> {
  return change.type === "notification";
}

function isDisturb(change: { type: string }): change is Tagged<"disturb"> {
  return change.type === "disturb";
}
