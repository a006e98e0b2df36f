import * as z from "zod/mini";
import { idSchema } from "../../ids/index.js";
import { contentSchema } from "../content.js";
import { changeFields, defineChangeType } from "./change-type.js";

export const messageChangeSchema = z.object({
  type: z.literal("message"),
  ...changeFields,
  id: idSchema,
  /** Gap-free among the conversation's messages. */
  seq: z.int(),
  content: contentSchema,
  /** What the author's clock claims; it orders nothing. */
  sentAt: z.optional(z.int()),
  replyTo: z.optional(idSchema),
});

/** A message in history. A deleted one keeps its id and seq, and its content is null. */
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

/**
 * A message as a device stores it. Without `seq` it is a stub: an edit or deletion arrived before the
 * message itself, which history brings later.
 */
export type StoredMessage = Omit<MessageRow, "seq" | "author" | "at"> &
  Partial<Pick<MessageRow, "seq" | "author" | "at">>;

export const message = defineChangeType({
  change: messageChangeSchema,
  row: messageRowSchema,
  fold: {
    table: "messages",
    key: ({ id }) => id,
    into(stored: StoredMessage | undefined, input) {
      // A row wins over live changes of the same version, because the device may have missed earlier ones.
      if (!stored || stored.version <= input.version) return { ...input };
      // A stub takes from an older row what it lacks.
      if (stored.seq === undefined) {
        const { seq, author, at } = input;
        return { ...input, ...stored, seq, author, at };
      }
      return stored;
    },
  },
});
