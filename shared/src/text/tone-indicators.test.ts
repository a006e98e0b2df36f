import { expect, test } from "vitest";
import { splitTone } from "./index.js";

test.each([
  ["great /s", "great ", ["s"]],
  ["great /J", "great ", ["j"]],
  ["you too\n/gen /lh ", "you too\n", ["gen", "lh"]],
  ["/s", "", ["s"]],
  ["a /s /s /s /s /s /s", "a /s ", ["s", "s", "s", "s", "s"]],
  ["`code` /srs", "`code` ", ["srs"]],
])("splits the tone off %j", (text, rest, tones) => {
  expect(splitTone(text)).toEqual({ text: rest, tones });
});

test.each([
  "great/s",
  "great /S!",
  "a /usr",
  "and/or",
  "/s first",
  "see https://rally.org/s",
  "```\nls /s",
  "`/s`",
  "",
  "/constructor",
])("%j has no tone", (text) => {
  expect(splitTone(text)).toEqual({ text, tones: [] });
});

test("a text of the maximum length is read in linear time", () => {
  for (const part of ["/s ", " ", "/", "a", "```"]) {
    const start = performance.now();
    splitTone(part.repeat(8_000 / part.length));
    expect(performance.now() - start).toBeLessThan(50);
  }
});
