import * as z from "zod/mini";
import { limits } from "../limits/index.js";
import { storable, visible } from "../text/index.js";

/** A text as a person wrote it: not blank, at most 8,000 characters. */
export const textBodySchema = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.textLength), visible(), storable());

export const textContentSchema = z.strictObject({
  kind: z.literal("text"),
  body: textBodySchema,
});

/** The content of a message: a union by `kind`, to which other kinds (a file, a sticker) can be added. */
export const contentSchema = z.discriminatedUnion("kind", [textContentSchema]);
export type Content = z.infer<typeof contentSchema>;
