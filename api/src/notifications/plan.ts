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

/** What messages become. */
export interface Plan {
  drafts: NotificationDraft[];
  /** Messages that were planned, from the first on. */
  planned: number;
}

/**
 * Decides which members get notifications of these messages. A mentioned member gets one of each
 * mention; a member called by `@here`, one with the number of calls; a member with the level "all" in
 * a small conversation, one with the number of messages. Authors get none of their own messages, nor
 * members of what they have read. Messages are planned whole, until there are `most` notifications.
 */
export function planNotifications(
  spoken: ReadonlyMap<string, Spoken>,
  messages: readonly (NewMessage & { counts: boolean })[],
  context: { isHere: (user: string) => boolean; parted: Parted },
  most: number,
): Plan {
  const drafts = new Map<string, NotificationDraft>();
  let planned = 0;
  for (const message of messages) {
    if (drafts.size >= most) break;
    planned += 1;
    const conversation = spoken.get(message.conversation);
    if (!conversation || !message.counts) continue;
    const mentions = mentionsIn(message.body);
    const names = new Set(mentions.names);
    const calls = mentions.here && (conversation.isSmall || message.mayCallHere);
    for (const [user, { username, level, marker }] of conversation.members) {
      const wanted = level ?? defaultLevel(conversation.kind);
      if (user === message.author || marker >= message.seq || wanted === "none") continue;
      if (context.parted(user, message.author)) continue;
      const isNamed = names.has(username);
      const isCalled = !isNamed && calls && context.isHere(user);
      // Of a large conversation only those who chose it are notified of each message.
      const hearsAll = (conversation.isSmall ? wanted : level) === "all";
      if (!isNamed && !isCalled && !hearsAll) continue;
      const about = aboutOf(message, { isNamed, isCalled });
      const key = `${user} ${about}`;
      drafts.set(key, {
        userId: user,
        kind: isNamed || isCalled ? "mention" : "message",
        key: about,
        from: message.author,
        conversationId: conversation.id,
        message: { id: message.id, seq: message.seq },
        messages: (drafts.get(key)?.messages ?? 0) + 1,
      });
    }
  }
  return { drafts: [...drafts.values()], planned };
}

/**
 * A mention by name is a notification of its own. Messages are one for their conversation, and so
 * are `@here`s: in a large room each of them is one for hundreds of members.
 */
function aboutOf(message: NewMessage, by: { isNamed: boolean; isCalled: boolean }): string {
  if (by.isNamed) return `mention:${message.id}`;
  return `${by.isCalled ? "here" : "message"}:${message.conversation}`;
}
