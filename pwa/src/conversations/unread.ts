import { Dexie } from "dexie";
import type { ConversationRow, RallyDatabase } from "../database/index.js";

/**
 * How many messages of a conversation are unread: by others, not deleted, past the marker and
 * since one joined [S10]. Counted by index here once all of them are held; until then the
 * server's count stands, with what came after it.
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
  return Math.max(0, counted.unread - Math.max(0, read - counted.marker)) + later;
}

function countAfter(database: RallyDatabase, conversation: string, seq: number): Promise<number> {
  return database.messages
    .where("[conversation+counts+seq]")
    .between([conversation, 1, seq], [conversation, 1, Dexie.maxKey], false, true)
    .count();
}
