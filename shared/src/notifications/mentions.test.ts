import { expect, test } from "vitest";
import { limits } from "../limits/index.js";
import { timeoutFactor } from "../server/testing/index.js";
import { mentionsIn } from "./index.js";

test.each([
  ["hello @ada", ["ada"]],
  ["@ada, @Bob_2! and @ada again", ["ada", "bob_2"]],
  ["(@ada) “@bob”", ["ada", "bob"]],
  ["mail ada@example.org or x@y", []],
  ["https://example.org/@ada", []],
  ["@ab is too short, @" + "a".repeat(25) + " too long", []],
  ["`@ada` and ```\n@bob\n``` but @cleo", ["cleo"]],
  ["@adaé is another word", []],
  ["@ada@bob names neither first", []],
])("a text names whom it says: %s", (text, names) => {
  expect(mentionsIn(text).names).toEqual(names);
});

test("@here and @everyone are not user names", () => {
  expect(mentionsIn("@Everyone")).toMatchObject({ names: [], everyone: true, here: false });
  expect(mentionsIn("`@everyone`").everyone).toBe(false);
  expect(mentionsIn("@here and @HERE")).toMatchObject({ names: [], here: true });
  expect(mentionsIn("@hereafter")).toMatchObject({ names: ["hereafter"], here: false });
});

test("the number of mentions in one message is limited", () => {
  const wall = Array.from({ length: 900 }, (_, at) => `@u${1000 + at}`).join(" ");
  expect(mentionsIn(wall).names).toHaveLength(limits.mentionsInText);
  expect(mentionsIn(wall).isCut).toBe(true);
  const fifty = wall.slice(0, 50 * "@u1000 ".length);
  expect(mentionsIn(`${fifty} ${fifty}`).isCut).toBe(false);
  const began = performance.now();
  mentionsIn("@".repeat(8_000));
  mentionsIn("`".repeat(8_000));
  expect(performance.now() - began).toBeLessThan(500 * timeoutFactor);
});
