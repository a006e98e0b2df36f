import { expect, test } from "vitest";
import { bestMatches, matchRank } from "./matching.js";

test.each([
  ["chl", "Chloé Dubois", 2],
  ["CHLOE DUB", "Chloé Dubois", 2],
  ["dub chlo", "Chloé Dubois", 2],
  ["@chl", "chloe", 2],
  ["hloe", "Chloé Dubois", 1],
  ["chloe x", "Chloé Dubois", 0],
  ["  ", "Chloé Dubois", 0],
  ["…", "Chloé Dubois", 0],
] as const)("“%s” matches “%s” with rank %i", (text, name, rank) => {
  expect(matchRank(text, name)).toBe(rank);
});

test("lists names that begin with the text before those that contain it", () => {
  const names = ["Thursday doubles", "Double fault", "Redoubled"];
  expect(bestMatches(names, "doub", (name) => [name], 9)).toEqual([
    "Thursday doubles",
    "Double fault",
    "Redoubled",
  ]);
  expect(bestMatches(["Redoubled", ...names], "double", (name) => [name], 2)).toEqual([
    "Thursday doubles",
    "Double fault",
  ]);
});
