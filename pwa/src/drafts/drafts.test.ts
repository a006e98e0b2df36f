import { expect, test } from "vitest";
import { differenceOf } from "./difference.js";
import { mergeTexts } from "./merge.js";

test("a difference turns the old text into the new one, for all texts and caret positions", () => {
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const letters = ["a", "a", "b", " ", "é", "🎾", "🏓"];
  const random = (): string => Array.from({ length: next(8) }, () => letters[next(7)]).join("");
  for (let round = 0; round < 5_000; round += 1) {
    const [before, after] = [random(), random()];
    const difference = differenceOf(before, after, next(after.length + 1));
    const made = difference
      ? before.slice(0, difference.index) +
        difference.insert +
        before.slice(difference.index + difference.remove)
      : before;
    expect(made).toBe(after);
    expect(encodeURIComponent(difference?.insert ?? "")).toBeDefined();
  }
});

test("places a letter typed among equal letters at the caret", () => {
  expect(differenceOf("aaaa", "aaaaa", 2)).toEqual({ index: 1, remove: 0, insert: "a" });
  expect(differenceOf("aaaa", "aaa", 1)).toEqual({ index: 1, remove: 1, insert: "" });
});

test("replaces a changed emoji as a whole", () => {
  expect(differenceOf("go 🎾!", "go 🏓!")).toEqual({ index: 3, remove: 2, insert: "🏓" });
});

test("[S9] merges two changes of one text, and takes the changed side if the other is unchanged", () => {
  expect(mergeTexts("see you at eight", "see you at eight!", "see you there at eight")).toBe(
    "see you there at eight!",
  );
  expect(mergeTexts("base", "base", "theirs")).toBe("theirs");
  expect(mergeTexts("base", "ours", "base")).toBe("ours");
  expect(mergeTexts("", "same", "same")).toBe("same");
});

test("[S9] typing during a change of generation is neither lost nor duplicated", () => {
  // What both have is more than what is known to be agreed.
  expect(mergeTexts("", "hello w", "hello ")).toBe("hello w");
  expect(mergeTexts("hel", "hello", "hello world")).toBe("hello world");
  expect(mergeTexts("", "hello wor", "hello wxr")).toBe("hello wxrwor");
  expect(mergeTexts("", "see you at eight, alone", "no, see you at eight")).toBe(
    "no, see you at eight, alone",
  );
  expect(mergeTexts("one two", "one two three four", "zero two three")).toBe("zero two three four");
  expect(mergeTexts("", "我们八点见面吧", "好，我们八点见")).toBe("好，我们八点见面吧");
  // Two that began a text apart keep both.
  expect(["milkbread", "breadmilk"]).toContain(mergeTexts("", "milk", "bread"));
});

test("[S9] a merge contains every word that either of two devices added", () => {
  let seed = 11;
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let round = 0; round < 2_000; round += 1) {
    let added = 0;
    const change = (text: string, side: string): string => {
      const words = text.split(" ").filter((word) => word && next(4) > 0);
      for (let count = next(3); count > 0; count -= 1) {
        words.splice(next(words.length + 1), 0, `${side}${(added += 1)}`);
      }
      return words.join(" ");
    };
    const base = change("", "base") + " " + change("", "more");
    const [ours, theirs] = [change(base, "ours"), change(base, "theirs")];
    const merged = mergeTexts(base, ours, theirs);
    for (const word of `${ours} ${theirs}`.match(/(ours|theirs)\d+/g) ?? []) {
      expect(merged.split(word).length, JSON.stringify({ base, ours, theirs, merged })).toBe(2);
    }
  }
});
