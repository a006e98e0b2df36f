import { expect, test } from "vitest";
import { isEmojiOnly, messageText } from "./message-text.js";

/** What is drawn: plain words, and `[address shown]` for a link. */
const drawn = (body: string): string =>
  messageText(body)
    .map((part) => (typeof part === "string" ? part : `[${String(part.values[1])}]`))
    .join("");

test("turns addresses into links without the sentence's punctuation", () => {
  expect(drawn("See https://rally.test/a?b=c#d, or not.")).toBe(
    "See [https://rally.test/a?b=c#d], or not.",
  );
  expect(drawn("(https://rally.test/x)")).toBe("([https://rally.test/x])");
  expect(drawn("https://rally.test/path_(x). Go!")).toBe("[https://rally.test/path_(x)]. Go!");
});

test("turns only http and https addresses into links", () => {
  for (const body of [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://rally.test",
    "https://",
    "www.rally.test",
  ]) {
    expect(drawn(body)).toBe(body);
  }
});

test("shows markup in a message as text", () => {
  expect(drawn(`<img src=x onerror="alert(1)">`)).toBe(`<img src=x onerror="alert(1)">`);
});

test("shows a few emoji alone in large, but neither text nor many emoji", () => {
  expect(isEmojiOnly("🎾")).toBe(true);
  expect(isEmojiOnly("👩‍👩‍👧 🎉")).toBe(true);
  expect(isEmojiOnly("ok 🎾")).toBe(false);
  expect(isEmojiOnly("🎾".repeat(9))).toBe(false);
  expect(isEmojiOnly("7")).toBe(false);
});
