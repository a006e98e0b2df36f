import { isArchived } from "@rally/shared/conversations";
import type { ConversationView } from "../database/index.js";

/** The unread ones of `conversations`, in the same order; and how many are left out. */
export function unreadOf(
  conversations: readonly ConversationView[],
  most: number,
): { shown: ConversationView[]; more: number; messages: number } {
  const unread = conversations.filter((one) => one.unread > 0 && !one.left && !isArchived(one));
  return {
    shown: unread.slice(0, most),
    more: Math.max(0, unread.length - most),
    messages: unread.reduce((sum, conversation) => sum + conversation.unread, 0),
  };
}
