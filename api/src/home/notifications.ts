import type { HomePart } from "@rally/shared/home";
import { unreadNotifications } from "../notifications/index.js";
import { counted, type HomeReading } from "./reading.js";

/** What is unread of the notifications, the newest first. */
export async function notificationsPart(reading: HomeReading): Promise<HomePart<"notifications">> {
  const { database, userId } = reading;
  const { found, ...page } = await counted(reading, (asked) =>
    unreadNotifications(database, userId, asked),
  );
  return { ...page, rows: found.map(({ notification }) => notification) };
}
