import { expect, test } from "vitest";
import { Shares } from "./shares.js";

test("[S12] charges a lone task all of the time, and concurrent tasks equal shares", () => {
  const shares = new Shares();
  const alone = shares.begin(0);
  expect(alone(100)).toBe(100);
  const long = shares.begin(1_000);
  const others = [shares.begin(1_010), shares.begin(1_010)];
  expect(others.map((end) => end(1_040))).toEqual([10, 10]);
  expect(long(1_050)).toBe(10 + 10 + 10);
  expect(shares.begin(9_000)(9_001)).toBe(1);
});
