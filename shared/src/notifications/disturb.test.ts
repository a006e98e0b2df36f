import { describe, expect, test } from "vitest";
import { parseInput } from "../errors/index.js";
import { isQuiet, setDisturb, type QuietHours } from "./index.js";

const at = (text: string): number => new Date(text).getTime();
const nights: QuietHours = {
  timeZone: "Europe/Paris",
  from: 22 * 60,
  to: 7 * 60,
  days: [0, 1, 2, 3, 4],
};
const quiet = (hours: QuietHours, when: string): boolean =>
  isQuiet({ hours, until: null }, at(when));

describe("quiet hours", () => {
  test.each([
    // 2026-11-18 is a Wednesday; Paris is an hour ahead of UTC in winter.
    ["2026-11-18T20:59:00Z", false],
    ["2026-11-18T21:00:00Z", true],
    ["2026-11-19T05:59:00Z", true],
    ["2026-11-19T06:00:00Z", false],
    // Friday is not among the days, and the early morning of Saturday belongs to Friday's night.
    ["2026-11-20T21:30:00Z", false],
    ["2026-11-21T04:00:00Z", false],
    // Sunday is among them, and the early morning of Monday belongs to Sunday's night.
    ["2026-11-22T21:30:00Z", true],
    ["2026-11-23T04:00:00Z", true],
  ])("go over midnight and belong to the evening: %s %s", (when, expected) => {
    expect(quiet(nights, when)).toBe(expected);
  });

  test("follow local time when daylight saving starts", () => {
    expect(quiet(nights, "2026-07-15T04:59:00Z")).toBe(true);
    expect(quiet(nights, "2026-07-15T05:00:00Z")).toBe(false);
  });

  test("within one day, and all day long", () => {
    const noon = { ...nights, from: 12 * 60, to: 13 * 60 };
    expect(quiet(noon, "2026-11-18T11:30:00Z")).toBe(true);
    expect(quiet(noon, "2026-11-18T12:00:00Z")).toBe(false);
    expect(quiet({ ...nights, from: 0, to: 0 }, "2026-11-18T14:00:00Z")).toBe(true);
  });
});

test("do not disturb suppresses notifications until its end", () => {
  const until = at("2026-11-18T12:00:00Z");
  expect(isQuiet({ hours: null, until }, until - 1)).toBe(true);
  expect(isQuiet({ hours: null, until }, until)).toBe(false);
});

test("an unknown time zone is refused", () => {
  const input = { hours: { ...nights, timeZone: "Europe/Atlantis" }, until: null };
  expect(() => parseInput(setDisturb.input, input)).toThrowError(
    expect.objectContaining({ fields: { "hours.timeZone": ["format"] } }),
  );
});
