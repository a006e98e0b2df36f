import { expect, test } from "vitest";
import { isVisibleText } from "./index.js";

test.each([
  ["a letter between spaces", " a "],
  ["an emoji of one code point", "😀"],
  ["an emoji that is joined from several", "👩‍👩‍👧"],
  ["a flag", "🇫🇷"],
  ["a keycap", "1\ufe0f\u20e3"],
  ["Arabic", "سلام"],
  ["a character newer than this engine's Unicode version", "\u{1faef}"],
])("%s is visible", (_what, text) => {
  expect(isVisibleText(text)).toBe(true);
});

test.each([
  ["spaces of all kinds", " \u00a0\u2003\u3000\t\n"],
  ["a zero-width space", "\u200b"],
  ["a byte order mark", "\ufeff"],
  ["direction marks", "\u200e\u202e\u2066"],
  ["a Hangul filler", "\u3164"],
  ["tags", "\u{e0041}"],
  ["an empty braille cell", "\u2800"],
  ["nothing", ""],
])("%s is not visible", (_what, text) => {
  expect(isVisibleText(text)).toBe(false);
});
