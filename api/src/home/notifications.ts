import type { HomePart } from "@rally/shared/home";
import { countUnread, unreadNotifications } from "../notifications/index.js";
import type { HomeReading } from "./reading.js";

/** What is unread of the notifications, the newest first. */
export async function notificationsPart(reading: HomeReading): Promise<HomePart<"notifications">> {
  const { database, userId, after, limit } = reading;
  const [total, rows] = await Promise.all([
    countUnread(database, userId),
    unreadNotifications(database, userId, { after, limit }),
  ]);
  const end = after + rows.length;
  return { rows, total, ...(end < total && { next: end }) };
}
