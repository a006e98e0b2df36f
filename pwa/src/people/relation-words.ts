import { msg } from "@lit/localize";
import type { Relation } from "../friends/index.js";

/** What somebody is to oneself, in words; empty for a stranger. */
export function relationWords(relation: Relation): string {
  const words = [
    relation.blocked ? msg("Blocked") : friendWords(relation),
    relation.restrained ? msg("Messages hidden") : "",
    relation.waiting ? msg("Waiting to be sent") : "",
  ];
  return words.filter(Boolean).join(" · ");
}

function friendWords({ friend }: Relation): string {
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
