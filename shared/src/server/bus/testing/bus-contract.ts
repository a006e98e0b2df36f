import { afterAll, describe, expect, test, vi } from "vitest";
import { patience } from "../../testing/index.js";
import type { Bus, Hints } from "../index.js";

export const heard = (check: () => void) =>
  vi.waitFor(check, { timeout: 5_000 * patience, interval: 5 });

/** One kind of bus, and what can happen to its line. */
export interface Line {
  /** Another process's end of it. */
  open(): Promise<Bus>;
  /** Cuts the connections of every bus on it, which may come back. */
  cut?: () => Promise<unknown>;
  /** Says bytes on it that come from no bus. */
  say?: (payload: string) => Promise<unknown>;
  close(): Promise<unknown>;
}

/** What every bus promises, whatever its line; `setUp` makes one, without a line for one process. */
export function promisesOfBus(name: string, setUp: () => Promise<Line>): void {
  describe(name, async () => {
    const line = await setUp();
    const left = await line.open();
    const right = left.shared ? await line.open() : left;
    const stops: (() => void)[] = [];
    afterAll(async () => {
      for (const stop of stops) stop();
      await Promise.all([left.close(), right.close()]);
      await line.close();
    });

    /** What a bus hears of a topic from now on. */
    function hears<T extends keyof Hints>(bus: Bus, topic: T): Hints[T][] {
      const hints: Hints[T][] = [];
      stops.push(bus.subscribe(topic, (hint) => hints.push(hint)));
      return hints;
    }
    /** Says something until it is heard. */
    const reached = (from: Bus, to: Bus) => {
      const users = hears(to, "drafted");
      return heard(() => {
        from.publish("drafted", { user: from.self, number: 1 });
        expect(users).toContainEqual({ user: from.self, number: 1 });
      });
    };

    test("brings each hint to every process once, in order, and says who spoke", async () => {
      const [here, there] = [hears(left, "moved"), hears(right, "moved")];
      const speakers = new Set<string>();
      stops.push(right.subscribe("moved", (_hint, from) => speakers.add(from)));
      const spoken = Array.from({ length: 500 }, (_, version) => ({
        conversation: "c",
        version,
        number: 1,
      }));
      for (const hint of spoken) left.publish("moved", hint);
      expect(here).toEqual(spoken);
      await heard(() => expect(there).toEqual(spoken));
      expect([...speakers]).toEqual([left.self]);
    });

    test("carries whatever characters are in a hint", async () => {
      const rooms = hears(right, "awareness");
      const strange = "'\";--\u2028💥\\n";
      left.publish("awareness", { room: strange, states: [[1, { é: null }]] });
      await heard(() => expect(rooms).toEqual([{ room: strange, states: [[1, { é: null }]] }]));
    });

    test("does not stumble over a hint too large to be said, and says the next", async () => {
      const sessions = hears(right, "sessionEnded");
      left.publish("awareness", { room: "r", states: [[1, "é".repeat(1024 * 1024)]] });
      left.publish("sessionEnded", { session: "s" });
      await heard(() => expect(sessions).toEqual([{ session: "s" }]));
    });

    test("says that a room moved, without the update when that is too large", async () => {
      const moved = hears(right, "moved");
      const bytes = "A".repeat(2 * 1024 * 1024);
      left.publish("moved", { conversation: "c", version: 1, number: 1, bytes });
      await heard(() => {
        expect(moved).toEqual([expect.objectContaining({ conversation: "c", number: 1 })]);
      });
      expect(moved[0]?.bytes).toBe(left.shared ? undefined : bytes);
    });

    test("is not stopped by a listener that throws", async () => {
      stops.push(
        right.subscribe("user", () => {
          throw new Error("a listener's own fault");
        }),
      );
      const users = hears(right, "user");
      left.publish("user", { user: "u", version: 1 });
      await heard(() => expect(users).toEqual([{ user: "u", version: 1 }]));
    });

    test("is heard until one stops listening", async () => {
      const numbers: number[] = [];
      const stop = right.subscribe("drafted", ({ number }) => void numbers.push(number));
      left.publish("drafted", { user: "u", number: 1 });
      await heard(() => expect(numbers).toEqual([1]));
      stop();
      left.publish("drafted", { user: "u", number: 2 });
      await reached(left, right);
      expect(numbers).toEqual([1]);
    });

    test("says what waits before it closes", async () => {
      const third = left.shared ? await line.open() : left;
      const sessions = hears(right, "sessionEnded");
      third.publish("sessionEnded", { session: "last words" });
      if (left.shared) await third.close();
      await heard(() => expect(sessions).toEqual([{ session: "last words" }]));
    });

    const { say, cut } = line;
    if (say) {
      test("leaves out what is malformed or not understood", async () => {
        const [moved, sessions] = [hears(right, "moved"), hears(right, "sessionEnded")];
        for (const payload of [
          ...["", "{", "null", "[]", '"text"', '["x"]', '["x", {}]', '["x", [["moved"]]]'],
          '["x", [["moved", null], ["moved", {"conversation": 5}], ["toString", {}], [7, 7]]]',
          '["x", [["laterTopic", {}], ["sessionEnded", {"session": "understood"}]]]',
        ]) {
          await say(payload);
        }
        await heard(() => expect(sessions).toEqual([{ session: "understood" }]));
        expect(moved).toEqual([]);
        await reached(left, right);
      });
    }

    if (cut) {
      test("goes on by itself when it was cut, and both sides are told", async () => {
        const told = { left: 0, right: 0 };
        stops.push(
          left.onReconnect(() => void (told.left += 1)),
          right.onReconnect(() => void (told.right += 1)),
        );
        await cut();
        await heard(() => {
          expect(told.left).toBeGreaterThan(0);
          expect(told.right).toBeGreaterThan(0);
        });
        await Promise.all([reached(left, right), reached(right, left)]);
      });
    }
  });
}
