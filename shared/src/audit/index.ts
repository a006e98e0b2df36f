import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { conversationKindSchema } from "../members/index.js";
import { personSchema } from "../people/index.js";

/**
 * What moderators do in a conversation, as its audit log records it. The log of the world chat also
 * records what admins of the server do for the whole server.
 */
export const auditActions = [
  "added",
  "removed",
  "role",
  "muted",
  "unmuted",
  "banned",
  "unbanned",
  "details",
  "messageDeleted",
  "inviteCreated",
  "inviteRevoked",
  "requestAccepted",
  "requestDeclined",
  "reportClosed",
  "serverBanned",
  "serverUnbanned",
  "messageLogRead",
  "conversationDeleted",
  "emojiAdded",
  "emojiRemoved",
  "stickerPackAdded",
  "stickerPackRemoved",
  "stickerAdded",
  "stickerRemoved",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What an act is about, besides its actor and its target; every field is optional. */
export const auditDataSchema = z.object({
  role: z.optional(z.string()),
  /** Milliseconds since the epoch until when it is in force; absent: for ever. */
  until: z.optional(z.int()),
  reason: z.optional(z.string()),
  /** The fields of the conversation that changed, with their new values. */
  details: z.optional(z.record(z.string(), z.union([z.string(), z.boolean(), z.int()]))),
  messageId: z.optional(idSchema),
  /** A banned range of addresses; for the server's admins. */
  address: z.optional(z.string()),
  /** A conversation that its owner has deleted for all; for the server's admins. */
  conversation: z.optional(
    z.object({ id: idSchema, kind: conversationKindSchema, name: z.optional(z.string()) }),
  ),
});
export type AuditData = z.infer<typeof auditDataSchema>;

/** One act in a conversation's audit log. */
export const auditEntrySchema = z.object({
  id: idSchema,
  /** Milliseconds since the epoch. */
  at: z.int(),
  action: z.string(),
  /** Absent for a deleted account. */
  actor: z.optional(personSchema),
  /** The user whom the act concerns; absent without one, and for a deleted account. */
  target: z.optional(personSchema),
  data: auditDataSchema,
  /** The IP address that the actor used; for the server's admins alone. */
  ip: z.optional(z.string()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const page = {
  query: z.strictObject({
    /** The last id of the previous page. */
    before: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(auditEntrySchema),
  meta: z.object({ next: z.optional(idSchema) }),
};

export const listAudit = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/audit",
  summary: "What moderators did in a conversation, the newest first; for moderators",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  ...page,
});

export const listServerAudit = defineRoute({
  method: "GET",
  path: "/api/v1/audit",
  summary: "What was done in the world chat and for the whole server; for the server's admins",
  auth: "user",
  ...page,
});
