import * as z from "zod/mini";

/** The buttons of a pushed notification. */
export const pushActions = ["reply", "read", "accept", "decline"] as const;
export type PushAction = (typeof pushActions)[number];

interface KindEntry {
  /** The fields of its `data`; all are optional. */
  data: z.core.$ZodShape;
  /** The path in the app that it opens; without one, its conversation. */
  path?: string;
  /** What it opens in its conversation, as the end of a path; without one, its messages. */
  place?: `/${string}`;
  /** The path that it opens if it has no conversation. */
  pathElsewhere?: string;
  actions: readonly PushAction[];
  /** How urgently a push service delivers it (RFC 8030). */
  urgency: "normal" | "high";
  /** Whether the same event within ten minutes moves it up without another push. */
  pushesOnce: boolean;
  /** The list beside the notifications that shows it as unread, too. */
  listedIn?: "chats" | "people";
  /** Whether it is part of the unread count of its conversation. */
  countsAsMessage?: true;
}

/**
 * Actions of moderators towards a user, in a conversation or, as `banned`, on the whole server.
 * `accepted` and `declined` answer the user's request to join a channel.
 */
const moderationActions = [
  ...(["added", "removed", "role", "banned", "accepted", "declined"] as const),
  ...(["bannedHere", "muted", "unmuted"] as const),
] as const;

/**
 * The kinds of notifications. A new kind is an entry here, its texts in `api/src/push/push-texts.ts`, and
 * its sentence in `pwa/src/notifications/notification-text.ts`; the compiler asks for both.
 */
export const notificationKindTable = {
  /** Received by a member whom a message names, or who is connected when it says `@here`. */
  mention: {
    ...{ data: {}, actions: ["reply", "read"] },
    ...{ urgency: "high", pushesOnce: false, countsAsMessage: true },
  },
  /** Received by members with the level "all". */
  message: {
    ...{ data: {}, actions: ["reply", "read"] },
    ...{ urgency: "high", pushesOnce: false, countsAsMessage: true, listedIn: "chats" },
  },
  /** Received by the user whom another user asks to be friends. */
  friend_request: {
    ...{ data: {}, path: "/people/requests", actions: ["accept", "decline"] },
    ...{ urgency: "high", pushesOnce: true, listedIn: "people" },
  },
  /** Received by the user whose friend request is accepted. */
  friend_accepted: {
    ...{ data: {}, path: "/people", actions: ["read"], urgency: "high", pushesOnce: true },
  },
  /** Received by the owner and admins of a private channel that the user asks to join. */
  join_request: {
    data: { name: z.optional(z.string()) },
    ...{ actions: ["read"], urgency: "normal", pushesOnce: true },
  },
  /** Received by the user whom a moderator or an administrator acts on. */
  moderation: {
    data: {
      action: z.optional(z.enum(moderationActions)),
      /** The user's role after it. */
      role: z.optional(z.string()),
      /** Of a mute: milliseconds since the epoch. */
      until: z.optional(z.int()),
      /** The name of the conversation, for users who are no longer members. */
      name: z.optional(z.string()),
    },
    ...{ actions: ["read"], urgency: "normal", pushesOnce: false },
  },
  /**
   * Received by moderators of the conversation of a reported message, and by the server's admins,
   * without the conversation unless they moderate it.
   */
  report: {
    data: { name: z.optional(z.string()) },
    ...{ place: "/reports", pathElsewhere: "/moderation" },
    ...{ actions: ["read"], urgency: "normal", pushesOnce: true },
  },
  /** Received by the user whom another user challenges to a match. */
  challenge: {
    data: { game: z.optional(z.string()) },
    path: "/games",
    ...{ actions: ["read"], urgency: "high", pushesOnce: true },
  },
  /** Received by the user whose challenge was accepted: the match waits for them. */
  match_started: {
    data: { game: z.optional(z.string()), matchId: z.optional(z.string()) },
    path: "/games",
    ...{ actions: ["read"], urgency: "high", pushesOnce: false },
  },
} as const satisfies Record<string, KindEntry>;

export type NotificationKind = keyof typeof notificationKindTable;
export const notificationKinds = Object.keys(notificationKindTable) as [
  NotificationKind,
  ...NotificationKind[],
];

/** The entry of a kind; undefined for a kind of a newer server. */
export function notificationKind(kind: string): KindEntry | undefined {
  return Object.hasOwn(notificationKindTable, kind)
    ? notificationKindTable[kind as NotificationKind]
    : undefined;
}

/**
 * The path in the app that a notification opens.
 * @param notification.conversationId undefined if the user can no longer open the conversation
 */
export function notificationPath(notification: {
  kind: string;
  conversationId?: string | undefined;
}): string {
  const { kind, conversationId } = notification;
  const { path, place = "", pathElsewhere = "/notifications" } = notificationKind(kind) ?? {};
  return path ?? (conversationId === undefined ? pathElsewhere : `/c/${conversationId}${place}`);
}

export const notificationDataSchema = z.object({
  ...notificationKindTable.mention.data,
  ...notificationKindTable.message.data,
  ...notificationKindTable.friend_request.data,
  ...notificationKindTable.friend_accepted.data,
  ...notificationKindTable.join_request.data,
  ...notificationKindTable.moderation.data,
  ...notificationKindTable.report.data,
  ...notificationKindTable.challenge.data,
  ...notificationKindTable.match_started.data,
});
export type NotificationData = z.infer<typeof notificationDataSchema>;
