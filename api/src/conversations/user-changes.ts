import type { Database } from "@rally/shared/server/database";
import { readUserChangeState, type UserChange } from "./user-change-sources.js";

/**
 * A user's own rows touched after a version, of whatever kind, in the order of versions. One
 * statement reads the user's version and which tables have rows after `since`; only those are read,
 * so that one change costs two statements per device. No row above that version is
 * returned: versions are assigned under the user's lock, so every row up to it is committed and
 * visible to all the reads that follow. A row that moves above it meanwhile is in the next page.
 */
export async function pageUserChanges(
  database: Database,
  userId: string,
  page: { since: number; limit: number },
): Promise<{ rows: UserChange[]; version: number; next?: number }> {
  const { since, limit } = page;
  const { version, settings, moved } = await readUserChangeState(database, userId, since);
  if (version <= since) return { rows: [], version: since };
  const bounded = { since, upTo: version, limit: limit + 1 };
  const found = await Promise.all(moved.map((source) => source.read(database, userId, bounded)));
  const rows = [...settings, ...found.flat()].sort((a, b) => a.version - b.version);
  if (rows.length <= limit) return { rows, version };
  const cut = rows.slice(0, limit);
  const reached = cut.at(-1)?.version ?? since;
  return { rows: cut, version: reached, next: reached };
}
