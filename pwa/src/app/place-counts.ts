import { limits } from "@rally/shared/limits";
import { totalUnread } from "../conversations/index.js";
import type { ConversationRow, RallyDatabase } from "../database/index.js";
import { unreadMentions, unreadNotifications } from "../notifications/index.js";
import { countRequests } from "../relationships/index.js";

/** The number of new events in each place of the navigation. Each event counts in one place. */
export interface PlaceCounts {
  /** Unread messages, without the mentions that count as notifications. */
  chats: number;
  /** Friend requests. */
  people: number;
  notifications: number;
}

interface StoredCounts {
  people: number;
  notifications: number;
  mentions: number;
}

/** Reads the counts of everything but messages. For a live query. */
export async function readStoredCounts(database: RallyDatabase): Promise<StoredCounts> {
  const [people, notifications, mentions] = await Promise.all([
    countRequests(database),
    unreadNotifications(database),
    unreadMentions(database),
  ]);
  return { people, notifications, mentions };
}

export function placeCounts(
  conversations: readonly ConversationRow[] | undefined,
  { people, notifications, mentions }: StoredCounts = { people: 0, notifications: 0, mentions: 0 },
): PlaceCounts {
  const messages = totalUnread(conversations);
  // From there on the count is not exact.
  const isExact = messages < limits.unreadCounted;
  return {
    chats: isExact ? Math.max(0, messages - mentions) : messages,
    people,
    notifications,
  };
}
