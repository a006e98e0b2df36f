import { defaultLevel, mentionsIn, type NotifyLevel } from "@rally/shared/notifications";
import type { NotificationDraft } from "@rally/shared/server/notifications";

/** An unprocessed message. */
export interface NewMessage {
  id: string;
  conversation: string;
  seq: number;
  author: string;
  body: string;
  /** Whether its author can use `@here` in a large conversation. */
  mayCallHere: boolean;
  /** Whether its author can use `@everyone`. */
  mayCallEveryone: boolean;
}

/** A conversation with unprocessed messages. */
export interface Audience {
  id: string;
  kind: string;
  /** Whether `members` has all members; otherwise only those who may be notified. */
  isSmall: boolean;
  members: ReadonlyMap<string, AudienceMember>;
}

/** What decides whether a member is notified. */
export interface AudienceMember {
  /** In lower case. */
  username: string;
  level: NotifyLevel | null;
  marker: number;
}

/** Whether a reader gets no notifications from an author: there is a block, or the reader ignores them. */
export type HiddenPairs = (reader: string, author: string) => boolean;

/** The notifications of messages. */
export interface Plan {
  drafts: NotificationDraft[];
  /** The number of messages planned, from the first on. */
  planned: number;
}

/**
 * Decides which members get notifications of these messages. A mentioned member gets one of each
 * mention; a member called by `@here` or `@everyone`, one with the number of calls; a member with the level "all" in
 * a small conversation, one with the number of messages. Authors get none of their own messages, nor
 * members of what they have read. Messages are planned whole, until there are `most` notifications.
 */
export function planNotifications(
  audiences: ReadonlyMap<string, Audience>,
  messages: readonly (NewMessage & { counts: boolean })[],
  context: { isHere: (user: string) => boolean; isHidden: HiddenPairs },
  most: number,
): Plan {
  const drafts = new Map<string, NotificationDraft>();
  let planned = 0;
  for (const message of messages) {
    if (drafts.size >= most) break;
    planned += 1;
    const conversation = audiences.get(message.conversation);
    if (!conversation || !message.counts) continue;
    const mentions = mentionsIn(message.body);
    const names = new Set(mentions.names);
    const callsAll = mentions.everyone && message.mayCallEveryone && conversation.kind !== "direct";
    const calls = callsAll || (mentions.here && (conversation.isSmall || message.mayCallHere));
    const isCalledAway = callsAll && conversation.isSmall;
    for (const [user, { username, level, marker }] of conversation.members) {
      const wanted = level ?? defaultLevel(conversation.kind);
      if (user === message.author || marker >= message.seq || wanted === "none") continue;
      if (context.isHidden(user, message.author)) continue;
      const isNamed = names.has(username);
      const isCalled = !isNamed && calls && (isCalledAway || context.isHere(user));
      // In a large conversation only members who chose the level "all" are notified of each message.
      const getsAll = (conversation.isSmall ? wanted : level) === "all";
      if (!isNamed && !isCalled && !getsAll) continue;
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
 * The key of a notification. Each mention by name has its own; all messages of a conversation share
 * one, and so do its `@here`s, which notify hundreds of members in a large conversation.
 */
function aboutOf(message: NewMessage, by: { isNamed: boolean; isCalled: boolean }): string {
  if (by.isNamed) return `mention:${message.id}`;
  return `${by.isCalled ? "here" : "message"}:${message.conversation}`;
}
