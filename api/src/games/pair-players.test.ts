import { nextRandom, randomBelow } from "@rally/shared/games";
import { expect, test } from "vitest";
import { pairPlayers, type WaitingPlayer } from "./pair-players.js";

const player = (rating: number, waited = 0, userId = String(rating)): WaitingPlayer => ({
  ...{ userId, rating, waited },
});
const ratings = (pairs: [WaitingPlayer, WaitingPlayer][]) =>
  pairs.map((pair) => pair.map(({ rating }) => rating)).sort(([a = 0], [b = 0]) => a - b);

test("pairs those whose ratings are closest", () => {
  const players = [1_500, 1_100, 1_520, 1_110].map((rating) => player(rating));
  expect(ratings(pairPlayers(players))).toEqual([
    [1_100, 1_110],
    [1_500, 1_520],
  ]);
});

test("accepts a greater difference the longer both have waited", () => {
  const two = (waited: number) => [player(1_200, waited), player(1_600, waited)];
  expect(pairPlayers(two(0))).toEqual([]);
  expect(pairPlayers(two(10_000))).toHaveLength(1);
});

test("prefers the player who has waited longest", () => {
  const players = [player(1_460, 30_000), player(1_500), player(1_530)];
  expect(ratings(pairPlayers(players))).toEqual([[1_460, 1_500]]);
  expect(ratings(pairPlayers([player(1_460), player(1_500), player(1_530, 30_000)]))).toEqual([
    [1_500, 1_530],
  ]);
});

test("does not pair users who are blocked, and pairs them with others", () => {
  const players = [player(1_500), player(1_510), player(1_520)];
  const mayPlay = (one: string, other: string) => ![one, other].includes("1510");
  expect(ratings(pairPlayers(players, mayPlay))).toEqual([[1_500, 1_520]]);
  expect(pairPlayers(players, () => false)).toEqual([]);
});

test("pairs 1,000 players with a median difference within 10 % of the best possible", () => {
  let state = 7;
  const random = () => randomBelow((state = nextRandom(state)), 10_000) / 10_000;
  // The sum of several random numbers is spread as ratings are.
  const spread = () => 900 + 400 * (random() + random() + random());
  const players = Array.from({ length: 1_000 }, (_, n) =>
    player(spread(), 5_000 * random(), `${n}`),
  );
  const pairs = pairPlayers(players);
  expect(new Set(pairs.flat()).size).toBe(1_000);
  const sorted = players.map(({ rating }) => rating).sort((a, b) => a - b);
  // With neighbours paired, no sum of differences is smaller.
  const closest = Array.from({ length: 500 }, (_, n) => sorted[2 * n + 1]! - sorted[2 * n]!);
  const found = pairs.map(([one, other]) => Math.abs(one.rating - other.rating));
  expect(median(found)).toBeLessThanOrEqual(1.1 * median(closest));
});

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
