import { msg } from "@lit/localize";
import type { ConversationKind } from "@rally/shared/members";
import type { Person } from "@rally/shared/people";

/** The displayed name of a conversation: its own, the partner's, or the world chat's. */
export function conversationName(conversation: {
  kind: ConversationKind;
  name?: string | undefined;
  partner?: Person | undefined;
}): string {
  if (conversation.kind === "world") return msg("World chat");
  if (conversation.kind === "group") return conversation.name ?? msg("Group");
  if (conversation.kind === "channel") return conversation.name ?? msg("Channel");
  // The server leaves out a partner whose account was deleted.
  return conversation.partner?.displayName ?? msg("Deleted account");
}

/** What members see of a conversation that its owner deleted for all. */
export function deletedByOwner(kind: ConversationKind): string {
  return kind === "channel"
    ? msg("This channel was deleted by its owner")
    : msg("This group was deleted by its owner");
}

/** The name of a conversation's picture: the partner's, or its own. */
export function conversationPicture({
  partner,
  picture,
}: {
  partner?: Person | undefined;
  picture?: string | undefined;
}): string | undefined {
  return partner ? partner.avatar : picture;
}

/** The displayed name of an author among the users on this device; null: a deleted account. */
export function authorName(author: string | null, people: ReadonlyMap<string, Person>): string {
  if (author === null) return msg("Deleted account");
  return people.get(author)?.displayName ?? msg("Someone");
}
