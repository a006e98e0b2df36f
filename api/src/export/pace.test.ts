import { limits } from "@rally/shared/limits";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keepPace } from "./pace.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const { exportStall, exportPace } = limits;
const CHUNK = "x".repeat(64 * 1024);
/** Milliseconds that a chunk takes at the minimum pace. */
const CHUNK_TIME = (CHUNK.length / exportPace) * 1_000;

/**
 * Takes a chunk after each wait in `waits`.
 * @returns the milliseconds after which the client was given up.
 */
async function take(waits: number[], chunk = CHUNK): Promise<number | undefined> {
  const began = performance.now();
  let givenUp: number | undefined;
  const chunks = async function* () {
    for (const _ of waits) yield await Promise.resolve(chunk);
  };
  const taken = keepPace(chunks(), limits, () => {
    givenUp ??= performance.now() - began;
  });
  for (const wait of waits) {
    await taken.next();
    vi.advanceTimersByTime(wait);
  }
  expect((await taken.next()).done).toBe(true);
  return givenUp;
}

const times = (count: number, wait: number): number[] => Array<number>(count).fill(wait);

describe("[S12] a client that reads its export", () => {
  test("is given up when it reads nothing for ten seconds", async () => {
    expect(await take([exportStall - 1])).toBeUndefined();
    expect(await take([exportStall])).toBe(10_000);
  });

  test("may read 32 KB a second for as long as it likes", async () => {
    expect(CHUNK_TIME).toBe(2_000);
    expect(await take(times(1_000, CHUNK_TIME))).toBeUndefined();
    expect(await take(times(1_000, 2 * CHUNK_TIME), "é".repeat(CHUNK.length))).toBeUndefined();
  });

  test("is given up when it reads less on average, even steadily", async () => {
    const late = await take(times(1_000, 1.1 * CHUNK_TIME));
    expect(late).toBeGreaterThan(exportStall);
    // By then the accumulated delay is ten seconds over the limit.
    expect(late).toBeLessThanOrEqual(11 * exportStall);
  });

  test("may be late once, and again only after it has caught up", async () => {
    const late = exportStall - CHUNK_TIME;
    expect(await take([late, ...times(100, 0), late])).toBeUndefined();
    expect(await take([late, late])).toBeGreaterThan(exportStall / 2);
  });

  test("gains no credit by reading fast", async () => {
    expect(await take([...times(100, 0), exportStall])).toBe(exportStall);
  });
});
