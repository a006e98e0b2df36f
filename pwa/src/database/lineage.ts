import { conversationTables } from "./conversation-tables.js";
import type { RallyDatabase } from "./database.js";

/**
 * Stores the server lineage of an answer. When it differs from the lineage of the caches (a
 * restored backup, a promoted standby), the caches are cleared, outbox and drafts are kept, and
 * recently sent commands are sent again: a command takes effect once, so sending it twice is safe
 * [S2].
 * @returns whether the caches were cleared.
 */
export async function adoptLineage(database: RallyDatabase, lineage: string): Promise<boolean> {
  if ((await database.getMeta("lineage")) === lineage) return false;
  const { conversations, people, outbox, meta } = database;
  const ofConversations = conversationTables(database);
  const caches = [conversations, ...ofConversations, people, ...relations(database)];
  return database.transaction("rw", [...caches, outbox, meta], async () => {
    const current = await database.getMeta("lineage");
    if (current === lineage) return false;
    await database.setMeta("lineage", lineage);
    if (current === undefined) return false;
    await Promise.all(caches.map((cache) => cache.clear()));
    await meta.bulkDelete(["userVersion", "listings", "disturb", "expressions"]);
    await outbox.where("state").equals("sent").modify({ state: "pending", attempted: true });
    return true;
  });
}

/** The tables with copies of the server's rows about the user. */
function relations(database: RallyDatabase) {
  const { friends, blocks, ignores, profiles, notifications, hiddenMessages } = database;
  return [friends, blocks, ignores, profiles, notifications, hiddenMessages];
}
