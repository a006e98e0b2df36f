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

/**
 * A character that a reader can see. Spaces, controls, and what fonts draw as nothing (U+200B,
 * U+2060, fillers, variation selectors; also the empty braille cell) are none.
 */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u{2800}]/u;

/** Whether a text shows anything at all. */
export function isVisibleText(text: string): boolean {
  return VISIBLE.test(text);
}

/** The check of it: a text of invisible characters alone counts as missing. */
export function visible() {
  return z.refine<string>(isVisibleText, { error: "required" });
}
