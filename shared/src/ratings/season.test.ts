import { expect, test } from "vitest";
import { seasonOf } from "./season.js";

test.each([
  ["2026-01-01T00:00:00.000Z", "2026-01-01"],
  ["2026-03-31T23:59:59.999Z", "2026-01-01"],
  ["2026-04-01T00:00:00.000Z", "2026-04-01"],
  ["2026-12-31T23:59:59.999Z", "2026-10-01"],
  ["2026-07-01T00:30:00.000+02:00", "2026-04-01"],
])("%s is in the season that begins on %s", (time, season) => {
  expect(seasonOf(new Date(time))).toBe(season);
});
