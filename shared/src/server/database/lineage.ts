import type { Database } from "./pool.js";

/** The id of this server's history; renewed when a backup is restored (DESIGN.md, "Stale replicas"). */
export async function readLineage(database: Database): Promise<string> {
  const row = await database<{ lineage: string }>("server").first("lineage");
  if (!row) throw new Error("The database has no row in `server`: it was not migrated");
  return row.lineage;
}
