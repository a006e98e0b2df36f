import { msg } from "@lit/localize";
import type { Presence } from "@rally/shared/people";

/** Presence as a word. */
export function presenceWord(presence: Presence): string {
  if (presence === "online") return msg("Online");
  return presence === "away" ? msg("Away") : msg("Offline");
}
