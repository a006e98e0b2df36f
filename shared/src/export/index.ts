import * as z from "zod/mini";
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

/** What is one object of an export, beside its lists. */
export const exportedParts = {
  profile: z.extend(meSchema, {
    bio: z.string(),
    status: z.string(),
    lastSeenAt: maybe,
    appearsOffline: z.boolean(),
    ban: z.nullable(z.object({ at: time, until: maybe, reason: z.nullable(z.string()) })),
  }),
  /** The picture of oneself, its largest rendering, in base64. */
  picture: z.nullable(z.object({ type: z.literal("image/webp"), base64: z.string() })),
  /** Never its secret, nor the codes. */
  secondFactor: z.object({
    on: z.boolean(),
    since: maybe,
    recoveryCodesLeft: z.int(),
    recoveryCodesUsed: z.array(time),
  }),
  doNotDisturb: z.nullable(disturbSchema),
  /** What one chose for the app's looks. */
  settings: z.record(z.string(), z.unknown()),
  drafts: z.array(z.object({ conversationId: idSchema, text: z.string() })),
} as const;

/** What the rows of each list of an export are. */
export const exportedLists = {
  sessions: z.extend(z.omit(sessionSchema, { current: true }), {
    /** When its holder last proved who they are. */
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
  /** Steps of signing in that have begun. */
  challenges: z.object({ kind: z.string(), expiresAt: time }),
  /** Links that were sent by mail, without what opens them. */
  links: z.object({
    kind: z.string(),
    email: z.string(),
    createdAt: time,
    expiresAt: time,
    usedAt: maybe,
  }),
  /** Mails to one's addresses that wait, or were given up; what they say is not kept readable. */
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
  }),
  /** Conversations that one has left, or was removed from. */
  departures: z.object({ conversationId: idSchema, leftAt: time }),
  messages: z.object({
    id: idSchema,
    conversationId: idSchema,
    seq: z.int(),
    at: time,
    editedAt: maybe,
    deletedAt: maybe,
    content: z.nullable(contentSchema),
  }),
  /** Whom one has blocked. */
  blocks: z.object({ userId: idSchema, at: time }),
  /** The last change that one made of each block. */
  blockChanges: z.object({ userId: idSchema, blocked: z.boolean() }),
  restraints: z.object({ userId: idSchema, at: time }),
  restraintChanges: z.object({ userId: idSchema, restrained: z.boolean() }),
  /** What one is to others: also `none`, where there was a friendship or a request. */
  friends: z.object({
    userId: idSchema,
    state: z.string(),
    at: time,
    acceptedAt: maybe,
    /** How often one has asked, since when. */
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
  /** Commands that the server keeps in order to run none twice. */
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
    "All that the server holds of oneself, streamed as one JSON document; one at a time, a few in an hour",
  auth: "user",
  noBots: true,
  data: z.object({ exportedAt: time, ...exportedParts, ...asArrays(exportedLists) }),
});
