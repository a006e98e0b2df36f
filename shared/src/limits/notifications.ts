/** Notifications and push. */
export const notificationLimits = {
  /** Mentions in one text. */
  mentionsInText: 50,
  /** Milliseconds before a message notifies, so that users who see it live have read it by then. */
  notificationGather: 500,
  /** Conversations, and markers, that wait in one process; a sweep finds those that are dropped. */
  notificationBacklog: 10_000,
  /** Members of a larger room that one batch notifies of its messages or of one `@here`. */
  largeRoomNotified: 500,
  /** Notifications stored per user, and for how many days. */
  notificationsKept: 1_000,
  notificationDays: 90,
  /** Attempts at one push, over some ten minutes. */
  pushTries: 4,
  /** Milliseconds until a failed push is retried; doubled each time. */
  pushRetry: 30_000,
  /** Push subscriptions per user, the newest; each gets a request for every notification. */
  pushDevices: 10,
} as const;
