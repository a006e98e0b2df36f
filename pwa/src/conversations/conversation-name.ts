import { msg } from "@lit/localize";
import type { Person } from "@rally/shared/people";

/** How a conversation is called: by its name, the other one in it, or the world. */
export function conversationName(conversation: {
  kind: "world" | "direct" | "group";
  name?: string | undefined;
  partner?: Person | undefined;
}): string {
  if (conversation.kind === "world") return msg("World chat");
  if (conversation.kind === "group") return conversation.name ?? msg("Group");
  return conversation.partner?.displayName ?? msg("Somebody");
}

/** How an author is called; one whose account is gone has no name. */
export function authorName(person: Person | undefined): string {
  return person?.displayName ?? msg("Somebody");
}
