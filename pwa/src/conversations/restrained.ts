import { Dexie } from "dexie";
import type { RallyDatabase, RestraintRow } from "../database/index.js";
import { recount } from "./unread.js";

/** Whom this user hears nothing of. */
export async function restrainedPeople(database: RallyDatabase): Promise<ReadonlySet<string>> {
  const rows = await database.restraints.toArray();
  return new Set(rows.filter((row) => row.restrained).map((row) => row.userId));
}

/**
 * Keeps whom this user restrains, and counts what is unread without them, or with them again. What
 * was read stays read, so that only what lies past each marker is looked at.
 * @param rows of those known already the higher version wins, and of equal ones the later word.
 */
export async function keepRestraints(
  database: RallyDatabase,
  rows: readonly RestraintRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const { restraints, conversations, messages } = database;
  await database.transaction("rw", [restraints, conversations, messages], async () => {
    const turned = new Map<string, boolean>();
    for (const row of rows) {
      const held = await restraints.get(row.userId);
      if (held && held.version > row.version) continue;
      await restraints.put(row);
      if ((held?.restrained ?? false) !== row.restrained) turned.set(row.userId, row.restrained);
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
