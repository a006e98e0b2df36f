import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decayRating,
  isProvisional,
  newRating,
  rateMatch,
  ratingBounds,
  RATING_PERIOD_MS,
  ratingPeriods,
  updateRating,
  type Rating,
} from "./glicko2.js";

const player: Rating = { rating: 1_500, deviation: 200, volatility: 0.06 };

test("gives the results of the example in Glickman's paper", () => {
  const { rating, deviation, volatility } = updateRating(player, [
    { opponent: { rating: 1_400, deviation: 30 }, score: 1 },
    { opponent: { rating: 1_550, deviation: 100 }, score: 0 },
    { opponent: { rating: 1_700, deviation: 300 }, score: 0 },
  ]);
  expect(rating).toBeCloseTo(1_464.06, 1);
  expect(deviation).toBeCloseTo(151.52, 2);
  // The paper cuts the digits off, and rounds within the calculation: 0.059996 and 1464.05 exactly.
  expect(Math.trunc(volatility * 100_000)).toBe(5_999);
});

test("a win raises the rating, a loss lowers it, and a draw of equals changes only deviations", () => {
  const [winner, loser] = rateMatch([newRating, newRating], 0);
  expect(winner.rating).toBeGreaterThan(1_600);
  expect(winner.rating - 1_500).toBeCloseTo(1_500 - loser.rating, 6);
  expect(winner.deviation).toBeLessThan(newRating.deviation);
  const [first, second] = rateMatch([newRating, newRating], null);
  expect(first.rating).toBeCloseTo(1_500, 6);
  expect(second).toEqual(first);
});

test("a win against a much weaker player is worth less than one against a stronger player", () => {
  const sure: Rating = { ...player, deviation: 60 };
  const [overWeak] = rateMatch([sure, { ...sure, rating: 1_100 }], 0);
  const [overStrong] = rateMatch([sure, { ...sure, rating: 1_900 }], 0);
  expect(overWeak.rating - 1_500).toBeLessThan((overStrong.rating - 1_500) / 5);
});

test("a year without a match makes a sure rating provisional, and changes nothing else", () => {
  const year = ratingPeriods(365.25 * 86_400_000);
  const after = decayRating({ rating: 1_800, deviation: 60, volatility: 0.06 }, year);
  expect(after.deviation).toBeCloseTo(110, 0);
  expect(after.rating).toBe(1_800);
  expect(isProvisional(decayRating(after, 1))).toBe(true);
  expect(isProvisional({ deviation: 110 })).toBe(false);
  expect(decayRating(player, 1_000_000).deviation).toBe(350);
  expect(updateRating(player, [], 3)).toEqual(decayRating(player, 3));
  expect(ratingPeriods(RATING_PERIOD_MS)).toBe(1);
  expect(ratingPeriods(-5)).toBe(0);
});

test("a match after a long time counts more than one on the same day", () => {
  const sure: Rating = { rating: 1_500, deviation: 60, volatility: 0.06 };
  const [soon] = rateMatch([sure, sure], 0, [0, 0]);
  const [late] = rateMatch([sure, sure], 0, [100, 0]);
  expect(late.rating).toBeGreaterThan(soon.rating + 5);
});

test("stays finite and within its bounds after any results", () => {
  const points = fc.double({ min: 400, max: 4_000, noNaN: true });
  const deviations = fc.double({ min: 45, max: 350, noNaN: true });
  const ratings = fc.record({
    rating: points,
    deviation: deviations,
    volatility: fc.double({ min: 0.01, max: 0.1, noNaN: true }),
  });
  const results = fc.record({
    opponent: fc.record({ rating: points, deviation: deviations }),
    score: fc.constantFrom(0 as const, 0.5 as const, 1 as const),
  });
  fc.assert(
    fc.property(
      ratings,
      fc.array(results),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (...run) => {
        const after = updateRating(...run);
        for (const key of ["rating", "deviation", "volatility"] as const) {
          expect(after[key]).toBeGreaterThanOrEqual(ratingBounds[key].least);
          expect(after[key]).toBeLessThanOrEqual(ratingBounds[key].most);
        }
      },
    ),
  );
});
