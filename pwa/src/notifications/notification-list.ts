import type { Content } from "@rally/shared/conversations";
import { notificationKind } from "@rally/shared/notifications";
import { newestOf, peopleOf } from "../people/index.js";
import type { ConversationRow, NotificationRow, RallyDatabase } from "../database/index.js";

/** A notification with its conversation and message from this device. */
export interface NotificationView extends NotificationRow {
  conversation?: ConversationRow;
  /** The current content of its message, if on this device; null if it was deleted. */
  content?: Content | null;
  /** The server's excerpt of a message that is not on this device. */
  excerpt: string | undefined;
}

/** The number of newest notifications that are searched for unread ones. */
const LATELY = 50;

/** Whether notifications list it: messages are listed in Chats, friend requests in People. */
function isListed({ kind }: NotificationRow): boolean {
  return notificationKind(kind)?.listedIn === undefined;
}

/** The newest notifications that no other list shows, and the total counts. */
export async function listHeld(
  database: RallyDatabase,
  limit: number,
): Promise<{ rows: NotificationView[]; total: number; unread: number }> {
  const { notifications, conversations, messages } = database;
  const [rows, total, unread] = await Promise.all([
    notifications.orderBy("at").reverse().filter(isListed).limit(limit).toArray(),
    notifications.filter(isListed).count(),
    unreadNotifications(database),
  ]);
  const [people, places, about] = await Promise.all([
    peopleOf(
      database,
      rows.flatMap(({ from }) => from?.id ?? []),
    ),
    conversations.bulkGet(rows.map(({ conversationId }) => conversationId ?? "")),
    messages.bulkGet(rows.map(({ message }) => message?.id ?? "")),
  ]);
  return {
    total,
    unread,
    rows: rows.map((row, index) => {
      const conversation = places[index];
      const stored = about[index];
      return {
        ...row,
        ...(row.from && { from: newestOf(people, row.from) }),
        ...(conversation && { conversation }),
        ...(stored && { content: stored.content }),
        excerpt: row.message?.excerpt,
      };
    }),
  };
}

/** The newest unread notifications. For a live query. */
export async function unreadNews(
  database: RallyDatabase,
  limit: number,
): Promise<NotificationView[]> {
  const { rows } = await listHeld(database, LATELY);
  return rows.filter(({ unread }) => unread === 1).slice(0, limit);
}

/** The number of unread notifications, for the badge of the bell. For a live query. */
export function unreadNotifications(database: RallyDatabase): Promise<number> {
  return database.notifications.where("unread").equals(1).and(isListed).count();
}

/** The number of those whose message is also an unread message of its conversation. */
export function unreadMentions(database: RallyDatabase): Promise<number> {
  return database.notifications
    .where("unread")
    .equals(1)
    .and((row) => isListed(row) && notificationKind(row.kind)?.countsAsMessage === true)
    .count();
}
