import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { roleSchema } from "../members/index.js";
import { storable, visible } from "../text/index.js";

/** A text as a person wrote it: not blank, at most 8,000 characters. */
export const textBodySchema = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.textLength), visible(), storable());

export const textContentSchema = z.strictObject({
  kind: z.literal("text"),
  body: textBodySchema,
});

/**
 * What a message says: one union by `kind`, so that a sticker, a file or a ciphertext later fits
 * where a text does.
 */
export const contentSchema = z.discriminatedUnion("kind", [textContentSchema]);
export type Content = z.infer<typeof contentSchema>;

/**
 * One message as history and device keep it. A deleted one keeps its id and seq, and its content
 * is null. Times in milliseconds since the epoch; `sentAt` is what the author's clock claims and
 * orders nothing.
 */
export const messageRowSchema = z.object({
  type: z.literal("message"),
  id: idSchema,
  seq: z.int(),
  version: z.int(),
  author: z.nullable(idSchema),
  content: z.nullable(contentSchema),
  at: z.int(),
  sentAt: z.optional(z.int()),
  replyTo: z.optional(idSchema),
  editedAt: z.optional(z.int()),
  deletedAt: z.optional(z.int()),
});
export type MessageRow = z.infer<typeof messageRowSchema>;

/** How far one member has read. */
export const markerRowSchema = z.object({
  type: z.literal("marker"),
  user: idSchema,
  seq: z.int(),
  version: z.int(),
});
export type MarkerRow = z.infer<typeof markerRowSchema>;

/** What somebody is in the conversation; null: gone. */
export const memberRowSchema = z.object({
  type: z.literal("member"),
  user: idSchema,
  role: z.nullable(roleSchema),
  version: z.int(),
});
export type MemberRow = z.infer<typeof memberRowSchema>;

/** One row of the pull side; each carries the version that last touched it. */
export const changedRowSchema = z.discriminatedUnion("type", [
  messageRowSchema,
  markerRowSchema,
  memberRowSchema,
]);
export type ChangedRow = z.infer<typeof changedRowSchema>;
