import { expect, test } from "vitest";
import { NetworkSet } from "./network-set.js";

const FOR_EVER = Infinity;
const set = (...ranges: [first: string, bits: number, until?: number][]) =>
  new NetworkSet(ranges.map(([first, bits, until = FOR_EVER]) => ({ first, bits, until })));

test.each<[string, number, string, boolean]>([
  ["203.0.113.7", 32, "203.0.113.7", true],
  ["203.0.113.7", 32, "203.0.113.8", false],
  ["203.0.113.0", 24, "203.0.113.255", true],
  ["203.0.113.0", 24, "203.0.114.0", false],
  ["203.0.112.0", 21, "203.0.119.9", true],
  ["203.0.112.0", 21, "203.0.120.0", false],
  ["0.0.0.0", 0, "198.51.100.1", true],
  ["0.0.0.0", 0, "2001:db8::1", false],
  ["2001:db8::", 32, "2001:db8:ffff::1", true],
  ["2001:db8::", 35, "2001:db8:2000::1", false],
  ["::", 0, "2001:db8::1", true],
  ["::", 0, "203.0.113.7", false],
  ["203.0.113.7", 32, "::ffff:203.0.113.7", true],
  ["203.0.113.7", 32, "::ffff:cb00:7107", true],
  ["203.0.113.7", 32, "no address", false],
  ["203.0.113.7", 32, "", false],
])("%s/%i contains %s: %s", (first, bits, ip, isIn) => {
  expect(set([first, bits]).has(ip, 0)).toBe(isIn);
});

test("looks at each prefix length, and leaves out ranges that have ended", () => {
  const both = set(["203.0.113.0", 24, 1_000], ["203.0.113.7", 32, 2_000]);
  expect(both.has("203.0.113.7", 1_500)).toBe(true);
  expect(both.has("203.0.113.8", 999)).toBe(true);
  expect(both.has("203.0.113.8", 1_000)).toBe(false);
  expect(both.has("203.0.113.7", 2_000)).toBe(false);
});

test("finds an address among 10,000 ranges without comparing all of them", () => {
  const many = new NetworkSet(
    Array.from({ length: 10_000 }, (_, n) => ({
      first: `10.${n >> 8}.${n & 255}.0`,
      bits: 24,
      until: FOR_EVER,
    })),
  );
  const startedAt = performance.now();
  for (let n = 0; n < 10_000; n += 1) expect(many.has("192.0.2.1", 0)).toBe(false);
  expect(many.has("10.39.15.200", 0)).toBe(true);
  // All comparisons would be a hundred million.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
