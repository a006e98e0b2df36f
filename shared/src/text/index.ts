import * as z from "zod/mini";

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether a string is text that can be stored: PostgreSQL takes no U+0000, and UTF-8 no lone surrogate. */
export function isStorableText(text: string): boolean {
  return !text.includes("\u0000") && !LONE_SURROGATE.test(text);
}

/** The check of it, for any schema of a text that reaches the database. */
export function storable() {
  return z.refine<string>(isStorableText, { error: "format" });
}
