import { describe, expect, test } from "vitest";
import { Batching } from "./index.js";

/** Queries that wait until they are answered. */
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

describe("[S12] many callers", () => {
  test("share one query, and those who come meanwhile share the next", async () => {
    const { batching, asked } = queries();
    const first = batching.get(100);
    await turn();
    const later = tenOf(batching);
    await turn();
    expect(asked.map(({ keys }) => keys.length)).toEqual([1]);
    asked[0]?.answer();
    expect(await first).toBe("100!");
    await turn();
    expect(asked.map(({ keys }) => keys.length)).toEqual([1, 10]);
    asked[1]?.answer();
    expect(await Promise.all(later)).toEqual(Array.from({ length: 10 }, (_, key) => `${key}!`));
  });

  test("are read in parts of a bounded size, all of them", async () => {
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
    await turn();
    asked[1]?.answer();
    expect(await next).toBe("1!");
  });
});
