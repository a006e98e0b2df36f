import { findPeople } from "@rally/shared/people";
import { limits } from "@rally/shared/limits";
import type { RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";
import { STALE_AFTER, keepPeople } from "./known.js";

/** Asks the server for those of `ids` whom this device does not know, or last read too long ago. */
export async function fetchUnknownPeople(
  database: RallyDatabase,
  call: Call,
  ids: Iterable<string>,
  staleAfter = STALE_AFTER,
): Promise<void> {
  const wanted = [...new Set(ids)];
  const held = await database.people.bulkGet(wanted);
  const since = Date.now() - staleAfter;
  const unknown = wanted.filter((_, index) => (held[index]?.fetchedAt ?? 0) < since);
  for (let start = 0; start < unknown.length; start += limits.pageRows) {
    const page = unknown.slice(start, start + limits.pageRows);
    const query = { ids: page.join(","), limit: limits.pageRows };
    await keepPeople(database, (await call(findPeople, { query })).data);
  }
}
