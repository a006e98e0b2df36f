import { msg } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import type { Presence } from "@rally/shared/people";

/**
 * A count as shown: "999+" from the point where counting stops, in every language. Unread messages
 * of a conversation are counted up to `limits.unreadCounted`.
 */
export function shownCount(count: number): string {
  return count >= limits.unreadCounted ? `${limits.unreadCounted - 1}+` : String(count);
}

/** The name of a presence state. */
export function presenceLabel(presence: Presence): string {
  if (presence === "online") return msg("Online");
  return presence === "away" ? msg("Away") : msg("Offline");
}
