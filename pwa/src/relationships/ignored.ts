import { Dexie } from "dexie";
import { recount, type IgnoreRow, type RallyDatabase } from "../database/index.js";

/** The ids of the users whom this user ignores. */
export async function ignoredPeople(database: RallyDatabase): Promise<ReadonlySet<string>> {
  const rows = await database.ignores.toArray();
  return new Set(rows.filter((row) => row.ignored).map((row) => row.userId));
}

/**
 * Stores ignored users and recounts unread messages. Read messages stay read, so only those after
 * each marker are checked.
 * @param rows replace stored rows with the same or a lower version.
 */
export async function storeIgnores(
  database: RallyDatabase,
  rows: readonly IgnoreRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const { ignores, conversations, messages } = database;
  await database.transaction("rw", [ignores, conversations, messages], async () => {
    const turned = new Map<string, boolean>();
    for (const row of rows) {
      const stored = await ignores.get(row.userId);
      if (stored && stored.version > row.version) continue;
      await ignores.put(row);
      if ((stored?.ignored ?? false) !== row.ignored) turned.set(row.userId, row.ignored);
    }
    if (turned.size === 0) return;
    for (const conversation of await conversations.toArray()) {
      const read = Math.max(conversation.marker, conversation.joinedSeq);
      await messages
        .where("[conversation+seq]")
        .between([conversation.id, read], [conversation.id, Dexie.maxKey], false, true)
        .and((row) => turned.has(row.author ?? ""))
        .modify((row) => {
          const counts = row.deletedAt === undefined && !turned.get(row.author ?? "");
          row.counts = counts ? 1 : 0;
        });
      const unread = await recount(database, conversation);
      if (unread !== conversation.unread) await conversations.update(conversation.id, { unread });
    }
  });
}
