import { afterAll, expect, test, vi } from "vitest";
import { isEmojiOnly, messageText } from "./message-text.js";

// Links to pages of the app are recognized by its address.
vi.stubGlobal("location", new URL("https://rally.test"));
afterAll(() => vi.unstubAllGlobals());

const context = { id: "a", ownName: undefined, tabIndex: "0" } as const;

test("a text without markup is shown as it is, without the parser", () => {
  for (const body of ["Hello", "a-b, 3 > 2", "first\n\n  second # not third", "a | b ~ c", "h"]) {
    expect(messageText(body, context)).toBe(body);
  }
});

test.each([
  ...["*a*", "_a_", "`a`", "~~a~~", "||a||", "[a](https://a.org)", "@ada", "\\*"],
  ...["see https://a.org", "> a", "text\n- a", "1. a", "2) a", "HTTP://A.ORG"],
])("%j is parsed", (body) => {
  expect(messageText(body, context)).not.toBe(body);
});

test("a tone at the end is a chip with its meaning, and the text stays as it was typed", () => {
  const shown = JSON.stringify(messageText("lovely weather /s /lh", context));
  expect(shown).toContain("lovely weather");
  for (const part of ["sarcastic", "light-hearted"]) expect(shown).toContain(part);
  expect(JSON.stringify(messageText("*lovely* /j", context))).toContain("joking");
  expect(messageText("*lovely* /j", context)).toMatchObject([{ length: 1 }, " ", { length: 1 }]);
  expect(messageText("either/or", context)).toBe("either/or");
});

test.each([
  ...["🎾", "👩‍👩‍👧 🎉", "🎾🎾🎾", " 🎾\n🎾 ", "❤️", "👩‍❤️‍👨", "👩🏽‍🚀", "☝🏽", "🇫🇷🇬🇧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "🫠"],
])("%s alone is large", (body) => {
  expect(isEmojiOnly(body)).toBe(true);
});

test.each([
  ...["ok 🎾", "🎾🎾🎾🎾", "7", "#", "*️", "©", "™", "🎾!", "", " ", "①", "日", "\u200d", "\ufe0f"],
  ...[`🎾${"\u0301".repeat(20)}`, "🎾".repeat(4_000), "1\ufe0f"],
])("%j is not large", (body) => {
  expect(isEmojiOnly(body)).toBe(false);
});
