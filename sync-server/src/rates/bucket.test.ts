import { describe, expect, test } from "vitest";
import { Bucket } from "./bucket.js";

describe("[S12] a bucket", () => {
  const rate = { perSecond: 10, atOnce: 20 };

  test("allows its burst at once, then its rate, and never more", () => {
    const bucket = new Bucket(rate, 1_000);
    const taken = (now: number) => {
      let count = 0;
      while (bucket.take(1, now)) count += 1;
      return count;
    };
    expect(taken(1_000)).toBe(20);
    expect(taken(1_050)).toBe(0);
    expect(taken(1_100)).toBe(1);
    expect(taken(1_600)).toBe(5);
    expect(taken(900_000)).toBe(20);
  });

  test("takes an amount completely or not at all", () => {
    const bucket = new Bucket(rate, 0);
    expect(bucket.take(21, 0)).toBe(false);
    expect(bucket.take(20, 0)).toBe(true);
  });

  test("goes into debt for an overdraft, and returns how long to wait", () => {
    const bucket = new Bucket(rate, 0);
    expect(bucket.wait(0)).toBe(0);
    bucket.spend(30, 0);
    const wait = bucket.wait(0);
    expect(wait).toBeGreaterThan(1_000);
    expect(bucket.take(1, 900)).toBe(false);
    expect(bucket.wait(wait)).toBe(0);
  });

  test("is full again after a rest, and can be dropped", () => {
    const bucket = new Bucket(rate, 0);
    bucket.take(10, 0);
    expect(bucket.isFull(999)).toBe(false);
    expect(bucket.isFull(1_000)).toBe(true);
  });
});
