import { limits } from "@rally/shared/limits";
import { readAllNotifications, readNotifications } from "@rally/shared/notifications";
import { storing, type NotificationRow, type RallyDatabase } from "../database/index.js";
import { enqueue } from "../outbox/index.js";

/** The outbox value for commands about no conversation. */
const NOWHERE = "";

const asRead = (row: NotificationRow): void => {
  row.unread = 0;
  row.readAt = Date.now();
};

/** Marks notifications as read: here at once, on all devices when the server has received it. */
export async function readSome(
  database: RallyDatabase,
  rows: readonly Pick<NotificationRow, "id" | "version">[],
): Promise<void> {
  if (rows.length === 0) return;
  const { outbox, notifications } = database;
  const ids = rows.map(({ id }) => id);
  const upTo = Math.max(...rows.map(({ version }) => version));
  await storing(() =>
    database.transaction("rw", [outbox, notifications], async () => {
      await notifications
        .where("id")
        .anyOf(ids)
        .and(({ version }) => version <= upTo)
        .modify(asRead);
      for (let start = 0; start < ids.length; start += limits.pageRows) {
        const some = { ids: ids.slice(start, start + limits.pageRows), upTo };
        await enqueue(database, readNotifications, some, { conversation: NOWHERE });
      }
    }),
  );
}

/** Marks all notifications on this device as read; newer ones, not pulled yet, stay unread. */
export async function readAll(database: RallyDatabase): Promise<void> {
  const { outbox, notifications } = database;
  await storing(() =>
    database.transaction("rw", [outbox, notifications], async () => {
      const unread = await notifications.where("unread").equals(1).toArray();
      if (unread.length === 0) return;
      const upTo = Math.max(...unread.map(({ version }) => version));
      await notifications.where("unread").equals(1).modify(asRead);
      await outbox
        .where("state")
        .equals("pending")
        .and(({ name, attempted }) => name === readAllNotifications.name && !attempted)
        .delete();
      await enqueue(database, readAllNotifications, { upTo }, { conversation: NOWHERE });
    }),
  );
}

/** Marks the notifications up to the read marker as read; the server does the same. */
export async function readPassed(
  { notifications }: RallyDatabase,
  conversationId: string,
  seq: number,
): Promise<void> {
  await notifications
    .where("conversationId")
    .equals(conversationId)
    .and(({ unread, message }) => unread === 1 && message !== undefined && message.seq <= seq)
    .modify(asRead);
}
