import { expect, test } from "vitest";
import { isEmojiOnly, messageText } from "./message-text.js";

/** What is rendered: plain text, and `[address text]` for a link. */
const rendered = (body: string): string =>
  messageText(body)
    .map((part) => (typeof part === "string" ? part : `[${String(part.values[1])}]`))
    .join("");

test("turns addresses into links without the sentence's punctuation", () => {
  expect(rendered("See https://rally.test/a?b=c#d, or not.")).toBe(
    "See [https://rally.test/a?b=c#d], or not.",
  );
  expect(rendered("(https://rally.test/x)")).toBe("([https://rally.test/x])");
  expect(rendered("https://rally.test/path_(x). Go!")).toBe("[https://rally.test/path_(x)]. Go!");
});

test("turns only http and https addresses into links", () => {
  for (const body of [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://rally.test",
    "https://",
    "www.rally.test",
  ]) {
    expect(rendered(body)).toBe(body);
  }
});

test("shows markup in a message as text", () => {
  expect(rendered(`<img src=x onerror="alert(1)">`)).toBe(`<img src=x onerror="alert(1)">`);
});

test("shows a few emoji alone in large, but neither text nor many emoji", () => {
  expect(isEmojiOnly("🎾")).toBe(true);
  expect(isEmojiOnly("👩‍👩‍👧 🎉")).toBe(true);
  expect(isEmojiOnly("ok 🎾")).toBe(false);
  expect(isEmojiOnly("🎾".repeat(9))).toBe(false);
  expect(isEmojiOnly("7")).toBe(false);
});
