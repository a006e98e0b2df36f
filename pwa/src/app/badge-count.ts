import { totalUnread } from "../conversations/index.js";
import type { RallyDatabase } from "../database/index.js";
import { unreadBesideMessages } from "../notifications/index.js";

/** Unread messages, and what else waits for one: for the title and the app's icon. */
export async function badgeCount(database: RallyDatabase): Promise<number> {
  const [messages, others] = await Promise.all([
    totalUnread(database),
    unreadBesideMessages(database),
  ]);
  return messages + others;
}
