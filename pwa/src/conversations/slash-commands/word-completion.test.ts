import { argumentTypes } from "@rally/shared/slash-commands";
import { expect, test } from "vitest";
import { completionAt } from "./completion.js";
import { durationsLike } from "./duration-options.js";
import { shortcodeBefore, wordCompletionAt } from "./word-completion.js";

test.each([
  ["hi :smi", "smi"],
  [":smi", "smi"],
  ["(:smi", "smi"],
  ["🎉:ta", "ta"],
  [":+1", "+1"],
  ["`code` :smi", "smi"],
])("offers emoji for %j", (text, typed) => {
  const from = text.lastIndexOf(":");
  expect(wordCompletionAt(text, text.length)).toEqual({
    ...{ type: "emoji", typed, from, to: text.length },
  });
});

test.each([
  ":",
  ":)",
  ":D",
  "at 10:30",
  "https://rally",
  "note:this",
  "`:smi",
  "```\n:smi",
  ":smi le",
])("offers no emoji for %j", (text) => {
  expect(wordCompletionAt(text, text.length)).toBeUndefined();
});

test.each([
  ["@", ""],
  ["hi @be", "be"],
  ["(@Chloé", "Chloé"],
  ["`@x` @b", "b"],
])("offers people for %j", (text, typed) => {
  const from = text.lastIndexOf("@");
  expect(wordCompletionAt(text, text.length)).toEqual({
    ...{ type: "mention", typed, from, to: text.length },
  });
});

test.each(["mail a@b", "`@b", "\\@b", "https://x.org/@b", "@@", "@b c", `@${"a".repeat(25)}`])(
  "offers no people for %j",
  (text) => {
    expect(wordCompletionAt(text, text.length)).toBeUndefined();
  },
);

test("a completion replaces the word on both sides of the caret", () => {
  expect(wordCompletionAt("a :smile b", 5)).toMatchObject({ typed: "sm", from: 2, to: 8 });
});

test("a shortcode is complete with its second colon", () => {
  expect(shortcodeBefore("well :smile:", 12)).toEqual({ shortcode: "smile", from: 5, to: 12 });
  for (const text of ["10:30:", "`:smile:", ":smile", "::", "a:b:"]) {
    expect(shortcodeBefore(text, text.length)).toBeUndefined();
  }
});

test("emoji are offered in the text of a command, not in its other arguments", () => {
  const place = { kind: "direct" } as const;
  expect(completionAt("/shrug :smi", 11, place)).toMatchObject({ type: "emoji" });
  expect(completionAt("/shrug hello", 12, place)).toMatchObject({ type: "argument" });
  expect(completionAt("/ignore :smi", 12, place)).toMatchObject({ type: "argument" });
});

test("a text of the maximum length is read in linear time", () => {
  for (const part of [":a", "`", "```", "a", ":", "@a "]) {
    const text = part.repeat(8_000 / part.length);
    const start = performance.now();
    wordCompletionAt(text, text.length);
    shortcodeBefore(text, text.length);
    expect(performance.now() - start).toBeLessThan(50);
  }
});

test.each([
  ["", ["10m", "1h", "6h", "1d", "7d", "30d"]],
  ["1", ["1m", "1h", "1d", "1w", "10m"]],
  ["2", ["2m", "2h", "2d", "2w"]],
  ["2D", ["2d"]],
  ["10", ["10m", "10h", "10d", "10w"]],
  ["7d", ["7d"]],
  ["0", []],
  ["spam", []],
])("offers durations for %j, each of which the parser reads", (typed, words) => {
  const offered = durationsLike(typed);
  expect(offered.map(({ word }) => word)).toEqual(words);
  for (const { word } of offered) expect(argumentTypes.duration.read(word)).toBeGreaterThan(0);
});

test("says what a duration means", () => {
  const meanings = durationsLike("1").map(({ meaning }) => meaning);
  expect(meanings).toEqual(["1 minute", "1 hour", "1 day", "1 week", "10 minutes"]);
});
