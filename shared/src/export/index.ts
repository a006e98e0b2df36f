import * as z from "zod/mini";
import { auditDataSchema } from "../audit/index.js";
import { meSchema, sessionSchema } from "../accounts/index.js";
import { contentSchema } from "../conversations/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { roleSchema } from "../members/index.js";
import { disturbSchema, notifyLevelSchema } from "../notifications/index.js";
import { passkeySchema } from "../sign-in/index.js";

/** Milliseconds since the epoch. */
const time = z.int();
const maybe = z.nullable(time);

/** The parts of an export that are single objects. */
export const exportedParts = {
  profile: z.extend(meSchema, {
    bio: z.string(),
    status: z.string(),
    statusBeforeAway: z.nullable(z.string()),
    lastSeenAt: maybe,
    appearsOffline: z.boolean(),
    ban: z.nullable(z.object({ at: time, until: maybe, reason: z.nullable(z.string()) })),
  }),
  /** The user's picture in its largest size, in base64. */
  picture: z.nullable(z.object({ type: z.literal("image/webp"), base64: z.string() })),
  /** Without the secret and the codes. */
  secondFactor: z.object({
    on: z.boolean(),
    since: maybe,
    recoveryCodesLeft: z.int(),
    recoveryCodesUsed: z.array(time),
  }),
  doNotDisturb: z.nullable(disturbSchema),
  /** The appearance settings. */
  settings: z.record(z.string(), z.unknown()),
  drafts: z.array(z.object({ conversationId: idSchema, text: z.string() })),
} as const;

const challengeRow = z.object({
  id: idSchema,
  game: z.string(),
  settings: z.unknown(),
  rated: z.boolean(),
  /** The other user; null for a challenge by link. */
  userId: z.nullable(idSchema),
  code: z.nullable(z.string()),
  state: z.string(),
  createdAt: time,
  expiresAt: time,
});
const matchRow = z.object({
  id: idSchema,
  game: z.string(),
  settings: z.unknown(),
  rated: z.boolean(),
  /** The other player. */
  userId: idSchema,
  state: z.string(),
  winner: z.nullable(z.int()),
  reason: z.string(),
  score: z.nullable(z.array(z.int())),
  startedAt: maybe,
  endedAt: time,
  /** The inputs of the replay. */
  inputs: z.unknown(),
});

/** The rows of each list of an export. */
export const exportedLists = {
  sessions: z.extend(z.omit(sessionSchema, { current: true }), {
    /** The time of the last re-authentication. */
    confirmedAt: time,
    endedAt: maybe,
  }),
  passkeys: z.extend(z.omit(passkeySchema, { lastUsedAt: true }), { lastUsedAt: maybe }),
  identities: z.object({
    provider: z.string(),
    subject: z.string(),
    label: z.string(),
    createdAt: time,
    lastUsedAt: time,
  }),
  /** Started sign-ins. */
  challenges: z.object({ kind: z.string(), expiresAt: time }),
  /** Mailed links, without their tokens. */
  links: z.object({
    kind: z.string(),
    email: z.string(),
    createdAt: time,
    expiresAt: time,
    usedAt: maybe,
  }),
  /** Mails that are queued or were given up, without their content. */
  mails: z.object({ recipient: z.string(), createdAt: time, attempts: z.int(), failedAt: maybe }),
  formerNames: z.object({ username: z.string(), until: time }),
  pushSubscriptions: z.object({ sessionId: idSchema, endpoint: z.string(), createdAt: time }),
  memberships: z.object({
    conversationId: idSchema,
    kind: z.string(),
    name: z.nullable(z.string()),
    role: roleSchema,
    joinedAt: time,
    marker: z.int(),
    notifyLevel: z.nullable(notifyLevelSchema),
    /** The last message up to which the user has archived the conversation. */
    archivedSeq: z.nullable(z.int()),
    /** The last message that the user has deleted for themselves with the history; 0: none. */
    clearedSeq: z.int(),
  }),
  /** Conversations that the user has left or was removed from. */
  departures: z.object({
    conversationId: idSchema,
    leftAt: time,
    /** Whether the conversation was deleted for all. */
    deleted: z.boolean(),
  }),
  /** Requests to join channels, also declined ones. */
  joinRequests: z.object({ conversationId: idSchema, state: z.string(), at: time }),
  /** Invite links that the user has created. */
  invites: z.object({
    conversationId: idSchema,
    code: z.string(),
    createdAt: time,
    expiresAt: maybe,
    maxUses: z.nullable(z.int()),
    uses: z.int(),
  }),
  /** Conversations in which a moderator has stopped the user from writing, also in the past. */
  mutes: z.object({ conversationId: idSchema, until: time }),
  /** Groups and channels that the user is banned from. */
  conversationBans: z.object({
    ...{ conversationId: idSchema, at: time, until: maybe, reason: z.nullable(z.string()) },
  }),
  /** What the user did as a moderator, with the address that they used. */
  moderationActs: z.object({
    ...{ conversationId: idSchema, action: z.string(), at: time, data: auditDataSchema },
    ip: z.nullable(z.string()),
  }),
  /** What moderators did that concerns the user. */
  actsOfModerators: z.object({ conversationId: idSchema, action: z.string(), at: time }),
  /** Reports that the user wrote, without the copies of others' messages. */
  reports: z.object({
    id: idSchema,
    userId: z.nullable(idSchema),
    messageId: z.nullable(idSchema),
    reason: z.string(),
    state: z.string(),
    at: time,
  }),
  /** Reports that the user closed. */
  closedReports: z.object({
    ...{ id: idSchema, at: time, outcome: z.nullable(z.string()), note: z.nullable(z.string()) },
  }),
  messages: z.object({
    id: idSchema,
    conversationId: idSchema,
    seq: z.int(),
    at: time,
    editedAt: maybe,
    deletedAt: maybe,
    content: z.nullable(contentSchema),
  }),
  /** From which address the user's messages were sent, as long as the server knows it. */
  sentMessages: z.object({ messageId: idSchema, at: time, ip: z.nullable(z.string()) }),
  /** Earlier texts of the user's edited messages. */
  edits: z.object({ messageId: idSchema, at: time, content: contentSchema }),
  reactions: z.object({ messageId: idSchema, emoji: z.string(), at: time }),
  /** Votes in polls; without choices where they were taken back. */
  votes: z.object({ messageId: idSchema, choices: z.array(z.int()), at: time }),
  /** Messages that the user has deleted for themselves. */
  hiddenMessages: z.object({ messageId: idSchema, at: time }),
  /** Users that the user has blocked. */
  blocks: z.object({ userId: idSchema, at: time }),
  /** The last change of each block. */
  blockChanges: z.object({ userId: idSchema, blocked: z.boolean() }),
  ignores: z.object({ userId: idSchema, at: time }),
  ignoreChanges: z.object({ userId: idSchema, ignored: z.boolean() }),
  /** Relationships; `none` where a friendship or request has ended. */
  friends: z.object({
    userId: idSchema,
    state: z.string(),
    at: time,
    acceptedAt: maybe,
    /** The number of requests since `since`. */
    requests: z.int(),
    requestsSince: maybe,
  }),
  notifications: z.object({
    id: idSchema,
    kind: z.string(),
    from: z.nullable(idSchema),
    conversationId: z.nullable(idSchema),
    messageId: z.nullable(idSchema),
    data: z.unknown(),
    count: z.int(),
    at: time,
    readAt: maybe,
    pushTries: z.int(),
  }),
  /** Challenges to a match that the user sent, and those to the user. */
  sentChallenges: challengeRow,
  receivedChallenges: challengeRow,
  /** Ended matches in which the user had the first side, and the second. */
  matchesAsFirst: matchRow,
  matchesAsSecond: matchRow,
  ratings: z.object({
    game: z.string(),
    rating: z.number(),
    deviation: z.number(),
    volatility: z.number(),
    games: z.int(),
    wins: z.int(),
    losses: z.int(),
    draws: z.int(),
    at: time,
  }),
  /** Commands that the server stores for idempotency. */
  commands: z.object({ id: idSchema, name: z.string(), at: time }),
} as const;

const asArrays = <T extends Record<string, z.ZodMiniType>>(lists: T) =>
  Object.fromEntries(Object.entries(lists).map(([name, row]) => [name, z.array(row)])) as {
    [name in keyof T]: z.ZodMiniArray<T[name]>;
  };

export const exportData = defineRoute({
  method: "GET",
  path: "/api/v1/me/export",
  summary:
    "Export all data of the user as one streamed JSON document; one at a time, a few per hour",
  auth: "user",
  noBots: true,
  data: z.object({ exportedAt: time, ...exportedParts, ...asArrays(exportedLists) }),
});
