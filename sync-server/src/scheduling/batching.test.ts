import { afterEach, describe, expect, test, vi } from "vitest";
import { Batching } from "./index.js";

/** Queries that wait until the test answers them. */
function queries(bounds?: { atOnce: number; most: number }) {
  const asked: { keys: readonly number[]; answer: () => void; fail: () => void }[] = [];
  const batching = new Batching<number, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        asked.push({
          keys,
          answer: () => resolve(keys.map((key) => `${key}!`)),
          fail: () => reject(new Error("no database")),
        });
      }),
    bounds,
  );
  return { batching, asked };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const tenOf = (batching: Batching<number, string>) =>
  Array.from({ length: 10 }, (_, key) => batching.get(key));

afterEach(() => {
  vi.useRealTimers();
});

describe("[S12] many callers", () => {
  test("share one query, and later callers share the next", async () => {
    const { batching, asked } = queries();
    const first = batching.get(100);
    await turn();
    const later = tenOf(batching);
    await turn();
    expect(asked.map(({ keys }) => keys.length)).toEqual([1]);
    asked[0]?.answer();
    expect(await first).toBe("100!");
    while (!asked[1]) await turn();
    expect(asked.map(({ keys }) => keys.length)).toEqual([1, 10]);
    asked[1]?.answer();
    expect(await Promise.all(later)).toEqual(Array.from({ length: 10 }, (_, key) => `${key}!`));
  });

  test("that call one after another share a query too, once the first was just read", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const { batching, asked } = queries();
    const first = batching.get(0);
    await turn();
    asked[0]?.answer();
    await first;
    const later = [1, 2, 3].map(async (key) => {
      for (let turns = 0; turns < key; turns += 1) await turn();
      return batching.get(key);
    });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(asked).toHaveLength(1);
    vi.advanceTimersByTime(10);
    expect(asked.map(({ keys }) => keys)).toEqual([[0], [1, 2, 3]]);
    asked[1]?.answer();
    expect(await Promise.all(later)).toEqual(["1!", "2!", "3!"]);
    // After a while a single caller is read at once again.
    vi.advanceTimersByTime(10);
    const last = batching.get(4);
    await turn();
    expect(asked).toHaveLength(3);
    asked[2]?.answer();
    expect(await last).toBe("4!");
  });

  test("are read in batches of a bounded size, and all are read", async () => {
    const { batching, asked } = queries({ atOnce: 2, most: 4 });
    const all = Promise.all(tenOf(batching));
    for (let done = 0; done < 3; done += 1) {
      while (!asked[done]) await turn();
      asked[done]?.answer();
    }
    expect(await all).toHaveLength(10);
    expect(asked.map(({ keys }) => keys.length)).toEqual([4, 4, 2]);
  });

  test("all receive the error of a query that fails, and the next ones are read", async () => {
    const { batching, asked } = queries();
    const failed = Promise.allSettled(tenOf(batching));
    await turn();
    asked[0]?.fail();
    expect((await failed).map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
    const next = batching.get(1);
    while (!asked[1]) await turn();
    asked[1].answer();
    expect(await next).toBe("1!");
  });
});
