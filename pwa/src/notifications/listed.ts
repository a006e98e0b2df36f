import { newestOf, peopleOf } from "../people/index.js";
import type { ConversationRow, NotificationRow, RallyDatabase } from "../database/index.js";

/** A notification with what this device knows of its place. */
export interface NotificationView extends NotificationRow {
  conversation?: ConversationRow;
  /** What its message says now; undefined when it was deleted. */
  excerpt: string | undefined;
}

/** Notifications looked through for what is new. */
const LATELY = 50;

/** The newest notifications of this device, and how many there are. */
export async function listHeld(
  database: RallyDatabase,
  limit: number,
): Promise<{ rows: NotificationView[]; total: number; unread: number }> {
  const { notifications, conversations, messages } = database;
  const [rows, total, unread] = await Promise.all([
    notifications.orderBy("at").reverse().limit(limit).toArray(),
    notifications.count(),
    unreadNotifications(database),
  ]);
  const [people, places, said] = await Promise.all([
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
      const held = said[index];
      return {
        ...row,
        ...(row.from && { from: newestOf(people, row.from) }),
        ...(conversation && { conversation }),
        excerpt: held ? held.content?.body : row.message?.excerpt,
      };
    }),
  };
}

/** Of the newest what is unread and no message or request, which have places of their own. For a live query. */
export async function unreadNews(
  database: RallyDatabase,
  limit: number,
): Promise<NotificationView[]> {
  const { rows } = await listHeld(database, LATELY);
  const elsewhere: readonly string[] = ["message", "friend_request"];
  return rows.filter((row) => row.unread === 1 && !elsewhere.includes(row.kind)).slice(0, limit);
}

/** How many notifications are unread: what a bell shows. For a live query. */
export function unreadNotifications(database: RallyDatabase): Promise<number> {
  return database.notifications.where("unread").equals(1).count();
}

/** Of them those that are of no message, which count as unread in their conversation. */
export function unreadBesideMessages(database: RallyDatabase): Promise<number> {
  return database.notifications
    .where("unread")
    .equals(1)
    .and(({ kind }) => kind !== "message" && kind !== "mention")
    .count();
}
