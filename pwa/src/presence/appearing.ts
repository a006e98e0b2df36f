import { setPresence } from "@rally/shared/presence";
import { storing, type RallyDatabase } from "../database/index.js";
import { enqueue } from "../outbox/index.js";

/** Of no conversation. */
const NONE = "";

/** Whether one is seen as offline by others, as far as this device knows. */
export async function appearsOffline(database: RallyDatabase): Promise<boolean> {
  return (await database.getMeta("appearsOffline")) ?? false;
}

/** Chooses it for all of one's devices; with no network, for when there is one. */
export function appearOffline(database: RallyDatabase, hidden: boolean): Promise<void> {
  return storing(() =>
    database.transaction("rw", [database.outbox, database.meta], async () => {
      await enqueue(database, setPresence, { appearsOffline: hidden }, { conversation: NONE });
      await database.setMeta("appearsOffline", hidden);
    }),
  );
}
