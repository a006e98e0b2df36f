import { authorsOf, listMessages } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import { foldHistory, foldPulled } from "../conversations/index.js";
import {
  conversationTables,
  storing,
  type DetachedBounds,
  type DetachedPart,
  type RallyDatabase,
} from "../database/index.js";
import type { Call } from "../http/index.js";
import { fetchUnknownPeople } from "../people/index.js";
import { ensureLineage } from "./pull-conversation.js";

/**
 * Fetches a part of history, for the screen only. What belongs to its messages, such as their
 * reactions, is stored.
 * @throws NetworkError, RallyError `not_found`, LineageChanged
 */
export async function fetchPart(
  database: RallyDatabase,
  call: Call,
  conversationId: string,
  bounds: DetachedBounds,
): Promise<DetachedPart> {
  const { data, meta } = await call(listMessages, {
    params: { id: conversationId },
    query: { ...bounds, limit: limits.pageRows },
  });
  await ensureLineage(database, meta.lineage);
  const { related = [], lineage, next, newer } = meta;
  // The cursor stays: these are not all changes up to a version.
  if (related.length > 0) await storing(() => foldPulled(database, conversationId, related, -1));
  await fetchUnknownPeople(database, call, authorsOf(data));
  const rows = data.toReversed();
  return { lineage, rows, older: next !== undefined, newer: newer !== undefined };
}

/**
 * Adds a detached part to the stored history, if nothing is missing between them.
 * @returns whether it did.
 */
export function joinPart(
  database: RallyDatabase,
  conversationId: string,
  { lineage, rows, older }: DetachedPart,
): Promise<boolean> {
  const { meta, conversations, ignores } = database;
  const tables = [meta, conversations, ...conversationTables(database), ignores];
  return storing(() =>
    database.transaction("rw", tables, async () => {
      if ((await database.getMeta("lineage")) !== lineage) return false;
      const oldestSeq = (await conversations.get(conversationId))?.oldestSeq ?? null;
      if (oldestSeq === null || (rows.at(-1)?.seq ?? 0) + 1 < oldestSeq) return false;
      const before = rows.filter(({ seq }) => seq < oldestSeq);
      // Changes since the part was read are stored already: a row is replaced only by a newer one.
      if (before.length > 0)
        await foldHistory(database, conversationId, { rows: before, version: 0, more: older });
      return true;
    }),
  );
}
