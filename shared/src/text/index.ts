import * as z from "zod/mini";

export * from "./tone-indicators.js";
export * from "./without-markup.js";

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether a string can be stored: PostgreSQL refuses U+0000, and UTF-8 has no lone surrogates. */
export function isStorableText(text: string): boolean {
  return !text.includes("\u0000") && !LONE_SURROGATE.test(text);
}

/** The check for schemas of texts that reach the database. */
export function storable() {
  return z.refine<string>(isStorableText, { error: "format" });
}

/**
 * A visible character: no space, no control, and nothing that fonts draw as nothing (U+200B,
 * U+2060, fillers, variation selectors, the empty braille cell).
 */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u{2800}]/u;

/** Whether a text has a visible character. */
export function isVisibleText(text: string): boolean {
  return VISIBLE.test(text);
}

/** The check for it: a text without visible characters counts as missing. */
export function visible() {
  return z.refine<string>(isVisibleText, { error: "required" });
}

/**
 * Lower-cases letter by letter, as PostgreSQL's `lower()` does, so that texts which find the same
 * row have the same key. (`toLowerCase` of a whole string turns `İ` into two characters, and `Σ`
 * into one that depends on its position.)
 */
export function foldCase(text: string): string {
  return Array.from(text, (letter) => Array.from(letter.toLowerCase())[0]).join("");
}
