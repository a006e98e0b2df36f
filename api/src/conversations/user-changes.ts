import type { Database } from "@rally/shared/server/database";
import { User } from "@rally/shared/server/models";
import { userChangeSources, type UserChange } from "./user-change-sources.js";

/**
 * A user's own rows touched after a version, of whatever kind, in the order of versions. The
 * user's version is read before any row, so that a page never claims what it lacks.
 */
export async function pageUserChanges(
  database: Database,
  userId: string,
  page: { since: number; limit: number },
): Promise<{ rows: UserChange[]; version: number; next?: number }> {
  const user = await User.query(database).findById(userId).select("version");
  const version = user?.version ?? 0;
  const one = { since: page.since, limit: page.limit + 1 };
  const found = await Promise.all(userChangeSources.map((source) => source(database, userId, one)));
  const rows = found.flat().sort((a, b) => a.version - b.version);
  const cut = rows.slice(0, page.limit);
  const reached = cut.at(-1)?.version ?? page.since;
  if (rows.length > page.limit) return { rows: cut, version: reached, next: reached };
  return { rows, version: Math.max(reached, version) };
}
