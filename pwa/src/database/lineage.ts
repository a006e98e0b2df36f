import type { RallyDatabase } from "./database.js";

/**
 * Learns the server history that an answer belongs to. On another one than the caches come from
 * (a restored backup, a promoted standby) the caches go, outbox and drafts stay, and what was
 * sent lately is sent again: a command takes effect once, so offering it twice is safe [S2].
 * @returns whether the caches were dropped.
 */
export async function adoptLineage(database: RallyDatabase, lineage: string): Promise<boolean> {
  if ((await database.getMeta("lineage")) === lineage) return false;
  const { conversations, messages, markers, people, outbox, meta } = database;
  const caches = [conversations, messages, markers, people, ...relations(database)];
  return database.transaction("rw", [...caches, outbox, meta], async () => {
    const held = await database.getMeta("lineage");
    if (held === lineage) return false;
    await database.setMeta("lineage", lineage);
    if (held === undefined) return false;
    await Promise.all(caches.map((cache) => cache.clear()));
    await meta.bulkDelete(["userVersion", "listings", "disturb"]);
    await outbox.where("state").equals("sent").modify({ state: "pending", attempted: true });
    return true;
  });
}

/** What stands on the server in rows of the user's own. */
function relations(database: RallyDatabase) {
  const { friends, blocks, restraints, profiles, notifications } = database;
  return [friends, blocks, restraints, profiles, notifications];
}
