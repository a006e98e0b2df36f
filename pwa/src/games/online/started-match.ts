import type { RallyDatabase } from "../../database/index.js";

/** The newest match that began by an accepted challenge of this user, and after the match `id`. */
export async function startedMatchAfter(
  database: RallyDatabase,
  id: string,
): Promise<string | undefined> {
  const newest = await database.notifications
    .orderBy("at")
    .reverse()
    .filter(({ kind }) => kind === "match_started")
    .first();
  const matchId = newest?.data.matchId;
  // Ids rise with time.
  return matchId !== undefined && matchId > id ? matchId : undefined;
}
