import { listPresence, setPresence, type Sighting } from "@rally/shared/presence";
import { storing, type RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";
import { enqueue } from "../outbox/index.js";

/** The conversation of commands that belong to no conversation. */
const NONE = "";

/** Whether others see the user as offline, as far as this device knows. */
export async function appearsOffline(database: RallyDatabase): Promise<boolean> {
  return (await database.getMeta("appearsOffline")) ?? false;
}

/** Shows the user as offline, or no longer, on all devices. Offline, the change is sent later. */
export function appearOffline(database: RallyDatabase, hidden: boolean): Promise<void> {
  return storing(() =>
    database.transaction("rw", [database.outbox, database.meta], async () => {
      await enqueue(database, setPresence, { appearsOffline: hidden }, { conversation: NONE });
      await database.setMeta("appearsOffline", hidden);
    }),
  );
}

/** When the user was last online, if this user may see it. @throws NetworkError, RallyError */
export async function askLastSeen(call: Call, userId: string): Promise<Sighting | undefined> {
  return (await call(listPresence, { query: { id: userId } })).data[0];
}
