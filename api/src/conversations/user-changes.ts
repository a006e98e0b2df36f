import type { Database } from "@rally/shared/server/database";
import { readOwnSettings, userChangeSources, type UserChange } from "./user-change-sources.js";

/**
 * A user's own rows touched after a version, of whatever kind, in the order of versions. The user's
 * version is read first, and no row above it is answered: versions are assigned under the user's
 * lock, so every row up to it is committed and visible to all the reads that follow. A row that moves
 * above it meanwhile is in the next page.
 */
export async function pageUserChanges(
  database: Database,
  userId: string,
  page: { since: number; limit: number },
): Promise<{ rows: UserChange[]; version: number; next?: number }> {
  const { since, limit } = page;
  const { version, settings } = await readOwnSettings(database, userId);
  if (version <= since) return { rows: [], version: since };
  const bounded = { since, upTo: version, limit: limit + 1 };
  const found = await Promise.all(
    userChangeSources.map((source) => source(database, userId, bounded)),
  );
  const rows = [...settings.filter((row) => row.version > since), ...found.flat()].sort(
    (a, b) => a.version - b.version,
  );
  if (rows.length <= limit) return { rows, version };
  const cut = rows.slice(0, limit);
  const reached = cut.at(-1)?.version ?? since;
  return { rows: cut, version: reached, next: reached };
}
