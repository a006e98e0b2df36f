import type { Content } from "@rally/shared/conversations";
import type { ConversationRow } from "./schema.js";

/** The last message of a conversation; the user's unsent messages come last. */
export interface LastLine {
  id: string;
  author: string | null;
  /** The name to show; absent while the author is not on this device. */
  authorName?: string;
  content: Content | null;
  at: number;
  state?: "pending" | "refused";
  /** The user ignores the author. */
  hidden?: true;
}

/** A conversation as shown in the list. */
export interface ConversationView extends ConversationRow {
  /** The number of the user's messages that are unsent, and of those that were refused. */
  pending: number;
  refused: number;
  /** The user has blocked the other user. */
  blocked?: true;
  lastLine?: LastLine;
}
