import { listEmoji } from "@rally/shared/expressions";
import { storing, type RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";

/** Fetches the server's emoji if `revision` is newer than the stored one; without it, always. */
export async function pullExpressions(
  database: RallyDatabase,
  call: Call,
  revision = Infinity,
): Promise<void> {
  const stored = await database.getMeta("expressions");
  if (stored && stored.revision >= revision) return;
  const { data: emoji, meta } = await call(listEmoji);
  await storing(() => database.setMeta("expressions", { revision: meta.revision, emoji }));
}
