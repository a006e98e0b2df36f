import { listConversations, type ConversationView } from "../conversations/index.js";
import type { RallyDatabase } from "../database/index.js";

/** Conversations on this device with something unread, the liveliest first; and how many are left out. */
export async function unreadHere(
  database: RallyDatabase,
  most: number,
): Promise<{ shown: ConversationView[]; more: number; messages: number }> {
  const unread = (await listConversations(database)).filter(
    (conversation) => conversation.unread > 0 && !conversation.left,
  );
  return {
    shown: unread.slice(0, most),
    more: Math.max(0, unread.length - most),
    messages: unread.reduce((sum, conversation) => sum + conversation.unread, 0),
  };
}
