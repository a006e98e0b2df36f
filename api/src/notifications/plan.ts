import { defaultLevel, mentionsIn, type NotifyLevel } from "@rally/shared/notifications";
import type { NotificationDraft } from "@rally/shared/server/notifications";

/** A message that has not been looked at. */
export interface NewMessage {
  id: string;
  conversation: string;
  seq: number;
  author: string;
  body: string;
  /** Whether its author may call everyone who is connected in a large conversation. */
  mayCallHere: boolean;
}

/** A conversation that has such messages. */
export interface Spoken {
  id: string;
  kind: string;
  /** Whether all of its members are known here; of a large one those who may be notified. */
  isSmall: boolean;
  members: ReadonlyMap<string, Listener>;
}

/** A member, as far as it decides whether they are notified. */
export interface Listener {
  /** In lower case. */
  username: string;
  level: NotifyLevel | null;
  marker: number;
}

/** Whether two people have nothing to do with each other, or one hides the other's messages. */
export type Parted = (reader: string, author: string) => boolean;

/**
 * Whom messages notify, and of what: one who is named of each mention; in a small conversation of
 * which one wants to know all, of how many came. Nobody of what they wrote or have read.
 */
export function planNotifications(
  spoken: ReadonlyMap<string, Spoken>,
  messages: readonly NewMessage[],
  context: { isHere: (user: string) => boolean; parted: Parted },
): NotificationDraft[] {
  const drafts = new Map<string, NotificationDraft>();
  for (const message of messages) {
    const conversation = spoken.get(message.conversation);
    if (!conversation) continue;
    const named = mentionsIn(message.body);
    const names = new Set(named.names);
    for (const [user, { username, level, marker }] of conversation.members) {
      const wanted = level ?? defaultLevel(conversation.kind);
      if (user === message.author || marker >= message.seq || wanted === "none") continue;
      if (context.parted(user, message.author)) continue;
      const isNamed =
        names.has(username) ||
        (named.here && (conversation.isSmall || message.mayCallHere) && context.isHere(user));
      // Of a large conversation only those who chose it are notified of each message.
      if (!isNamed && (conversation.isSmall ? wanted : level) !== "all") continue;
      const about = isNamed ? `mention:${message.id}` : `message:${conversation.id}`;
      const key = `${user} ${about}`;
      drafts.set(key, {
        userId: user,
        kind: isNamed ? "mention" : "message",
        key: about,
        from: message.author,
        conversationId: conversation.id,
        message: { id: message.id, seq: message.seq },
        messages: (drafts.get(key)?.messages ?? 0) + 1,
      });
    }
  }
  return [...drafts.values()];
}
