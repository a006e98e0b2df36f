import { totalUnread } from "../conversations/index.js";
import type { RallyDatabase } from "../database/index.js";
import { readCircle } from "../friends/index.js";
import { unreadNotifications } from "../notifications/index.js";

/** What is new, by the place in the navigation where it is found. */
export interface Counts {
  chats: number;
  people: number;
  notifications: number;
}

/** The numbers beside the places, from what this device holds. */
export async function countsOf(database: RallyDatabase): Promise<Counts> {
  return {
    chats: await totalUnread(database),
    people: (await readCircle(database)).received.length,
    notifications: await unreadNotifications(database),
  };
}
