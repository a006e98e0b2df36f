import type { ConversationRow, RallyDatabase } from "../database/index.js";
import { RallyError, type Call } from "../http/index.js";
import { exclusive } from "../storage/index.js";
import { pullHistoryPage } from "./pull-conversation.js";

/** Milliseconds between two writes, so that history does not delay what the user is reading. */
const PAUSE = 60;
/** Pages that are written together: about 500 messages. */
const PAGES = 5;

/**
 * Fetches all history that this device does not have, newest first, most active conversation first,
 * page by page and in one tab only. If it is interrupted, it continues where it was.
 * @throws NetworkError, or the error that stopped it.
 */
export function pullHistory(
  database: RallyDatabase,
  call: Call,
  signal: AbortSignal,
): Promise<void> {
  return exclusive(`rally.history.${database.userId}`, async () => {
    const refused = new Set<string>();
    for (;;) {
      const next = await nextLacking(database, refused);
      if (!next || signal.aborted) return;
      try {
        await pullHistoryPage(database, call, next.id, PAGES);
      } catch (error) {
        if (!(error instanceof RallyError) || error.status === 401 || error.status >= 429)
          throw error;
        refused.add(next.id);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  });
}

function nextLacking(
  database: RallyDatabase,
  refused: ReadonlySet<string>,
): Promise<ConversationRow | undefined> {
  return database.conversations
    .orderBy("lastActivity")
    .reverse()
    .filter((row) => row.oldestSeq !== null && row.oldestSeq > 1 && !refused.has(row.id))
    .first();
}
