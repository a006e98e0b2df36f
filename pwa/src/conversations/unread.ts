import { limits } from "@rally/shared/limits";
import { Dexie } from "dexie";
import type { ConversationRow, RallyDatabase } from "../database/index.js";

/**
 * How many messages of a conversation are unread: by others, not deleted, past the marker and
 * since one joined [S10], counted up to `limits.unreadCounted`. Counted by index here once all of
 * them are held; until then the server's count stands, with what came after it.
 */
export async function recount(
  database: RallyDatabase,
  conversation: ConversationRow,
): Promise<number> {
  const read = Math.max(conversation.marker, conversation.joinedSeq);
  const { oldestSeq, counted } = conversation;
  if (oldestSeq !== null && oldestSeq <= read + 1)
    return countAfter(database, conversation.id, read);
  const later = await countAfter(database, conversation.id, Math.max(read, counted.lastSeq));
  if (read >= counted.lastSeq) return later;
  const behind = Math.max(0, read - counted.marker);
  // The server stopped counting: how many of those that were read since it had not counted is unknown.
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
