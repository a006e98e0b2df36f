/** Notifications, and pushing them. */
export const notificationLimits = {
  /** Names that one text mentions: a committee; a wall of names rings nobody's bell beyond it. */
  mentionsInText: 50,
  /** Milliseconds that a message waits before it notifies: who is looking at it has read it by then. */
  notificationGather: 500,
  /** Conversations, and markers, that wait to notify in one process; a sweep finds what is let go. */
  notificationBacklog: 10_000,
  /** Members of a larger room that one pass notifies of its messages or of one `@here`. */
  largeRoomNotified: 500,
  /** Notifications kept of one user, and for how many days: what nobody scrolls back to. */
  notificationsKept: 1_000,
  notificationDays: 90,
  /** Tries to push one notification, over some ten minutes: a push service's hiccup, not its end. */
  pushTries: 4,
  /** Milliseconds until a push that failed is tried again; doubled each time. */
  pushRetry: 30_000,
  /** Push subscriptions of one user, the newest: each gets a request for every notification. */
  pushDevices: 10,
} as const;
