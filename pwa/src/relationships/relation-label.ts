import { msg } from "@lit/localize";
import type { Relation } from "./relation.js";

/** The relation to a user as text; empty for a stranger. */
export function relationLabel(relation: Relation): string {
  const labels = [
    relation.blocked ? msg("You blocked them") : friendLabel(relation),
    relation.ignored ? msg("Ignored") : "",
    relation.waiting ? msg("Waiting to be sent") : "",
  ];
  return labels.filter(Boolean).join(" · ");
}

function friendLabel({ friend }: Relation): string {
  switch (friend) {
    case "friends":
      return msg("Friend");
    case "sent":
      return msg("Request sent");
    case "received":
      return msg("Wants to be your friend");
    case "none":
      return "";
  }
}
