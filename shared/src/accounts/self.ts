import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { contentSchema } from "../conversations/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { roleSchema } from "../members/index.js";
import { givenPasswordSchema, usernameSchema } from "./fields.js";
import { localeSchema, meSchema } from "./me.js";
import { sessionSchema } from "./sessions.js";

/** Days for which a name that one had is nobody else's, and leads to the new one. */
export const RESERVED_DAYS = 30;

export const renameAccount = defineRoute({
  method: "PATCH",
  path: "/api/v1/me",
  summary: "Take another user name; the old one leads to it for 30 days",
  auth: "user",
  noBots: true,
  body: z.strictObject({ username: usernameSchema }),
  data: meSchema,
});

export const deleteAccount = defineRoute({
  method: "POST",
  path: "/api/v1/me/delete",
  summary: "Delete one's account for good: what one wrote stays, without a name",
  auth: "user",
  noBots: true,
  /** Without a password, for an account that has none: its session needs a fresh proof. */
  body: z.strictObject({ password: z.optional(givenPasswordSchema) }),
  data: z.object({ deleted: z.literal(true) }),
});

/** The language of what the server words for one: mail, push. */
export const setLocale = defineCommand({
  name: "account.locale",
  input: z.strictObject({ locale: localeSchema }),
  output: z.object({ locale: localeSchema }),
});

export const accountCommands = { setLocale } as const;

const time = z.int();

/** What the rows of each list of an export are. Times in milliseconds since the epoch. */
export const exportedLists = {
  sessions: z.omit(sessionSchema, { current: true }),
  formerNames: z.object({ username: z.string(), until: time }),
  memberships: z.object({
    conversationId: idSchema,
    kind: z.string(),
    name: z.nullable(z.string()),
    role: roleSchema,
    joinedAt: time,
    marker: z.int(),
  }),
  messages: z.object({
    id: idSchema,
    conversationId: idSchema,
    seq: z.int(),
    at: time,
    editedAt: z.nullable(time),
    deletedAt: z.nullable(time),
    content: z.nullable(contentSchema),
  }),
  blocks: z.object({ userId: idSchema, at: time }),
  restraints: z.object({ userId: idSchema, at: time }),
  friends: z.object({ userId: idSchema, state: z.string(), at: time }),
  identities: z.object({ provider: z.string(), subject: z.string(), label: z.string() }),
  notifications: z.object({
    id: idSchema,
    kind: z.string(),
    from: z.nullable(idSchema),
    conversationId: z.nullable(idSchema),
    count: z.int(),
    at: time,
    readAt: z.nullable(time),
  }),
} as const;

export const exportData = defineRoute({
  method: "GET",
  path: "/api/v1/me/export",
  summary: "All that the server holds of oneself, streamed as one JSON document",
  auth: "user",
  noBots: true,
  data: z.object({
    exportedAt: time,
    profile: meSchema,
    sessions: z.array(exportedLists.sessions),
    formerNames: z.array(exportedLists.formerNames),
    memberships: z.array(exportedLists.memberships),
    messages: z.array(exportedLists.messages),
    blocks: z.array(exportedLists.blocks),
    restraints: z.array(exportedLists.restraints),
    friends: z.array(exportedLists.friends),
    identities: z.array(exportedLists.identities),
    notifications: z.array(exportedLists.notifications),
  }),
});
