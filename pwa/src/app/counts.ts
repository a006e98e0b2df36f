import { totalUnread } from "../conversations/index.js";
import type { RallyDatabase } from "../database/index.js";

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
    people: await held(database, "friends", { state: "received" }),
    notifications: await held(database, "notifications", { state: "unread" }),
  };
}

/** How many rows of a table are so; none where this device keeps no such table. */
function held(
  database: RallyDatabase,
  table: string,
  so: Record<string, string>,
): Promise<number> | number {
  const found = database.tables.find(({ name }) => name === table);
  return found ? found.where(so).count() : 0;
}
