import { limits } from "@rally/shared/limits";
import { Dexie } from "dexie";
import type { RallyDatabase } from "./database.js";
import type { ConversationRow } from "./schema.js";

/**
 * The number of unread messages in a conversation: by others, not deleted, after the marker,
 * after the user joined and not deleted with the history [S10], counted up to `limits.unreadCounted`.
 * Counted by index once all of them are stored; until then it is the server's count plus the newer
 * messages. Of these, all that are not on this device count: whose they are is unknown.
 */
export async function recount(
  database: RallyDatabase,
  conversation: ConversationRow,
): Promise<number> {
  const { marker, joinedSeq, clearedSeq = 0 } = conversation;
  const read = Math.max(marker, joinedSeq, clearedSeq);
  const { oldestSeq, counted } = conversation;
  if (oldestSeq !== null && oldestSeq <= read + 1)
    return countAfter(database, conversation.id, read);
  const known = Math.max(read, counted.lastSeq);
  const missing = oldestSeq === null ? 0 : Math.max(0, oldestSeq - 1 - known);
  const stored = await countAfter(database, conversation.id, known);
  const later = Math.min(limits.unreadCounted, missing + stored);
  if (read >= counted.lastSeq) return later;
  const behind = Math.max(0, read - counted.marker);
  // The server's count is capped: how many of the read messages were beyond the cap is unknown.
  const isMore = counted.unread >= limits.unreadCounted;
  const listed = isMore ? counted.lastSeq - read : Math.max(0, counted.unread - behind);
  return Math.min(limits.unreadCounted, listed + later);
}

function countAfter(database: RallyDatabase, conversation: string, seq: number): Promise<number> {
  return database.messages
    .where("[conversation+counts+seq]")
    .between([conversation, 1, seq], [conversation, 1, Dexie.maxKey], false, true)
    .limit(limits.unreadCounted)
    .count();
}
