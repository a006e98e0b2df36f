import { afterAll, describe, expect, test, vi } from "vitest";
import { timeoutFactor } from "../../testing/index.js";
import type { Bus, Hints } from "../index.js";

export const soon = (check: () => void) =>
  vi.waitFor(check, { timeout: 5_000 * timeoutFactor, interval: 5 });

/** One kind of bus, with controls of its transport. */
export interface Line {
  /** A bus of another process on the same transport. */
  open(): Promise<Bus>;
  /** Disconnects every bus; they may reconnect. */
  cut?: () => Promise<unknown>;
  /** Publishes bytes that do not come from a bus. */
  say?: (payload: string) => Promise<unknown>;
  close(): Promise<unknown>;
}

/** The contract of every bus. `setUp` creates one; a bus of one process has no transport. */
export function testBusContract(name: string, setUp: () => Promise<Line>): void {
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

    /** Collects the hints of a topic that a bus receives from now on. */
    function collect<T extends keyof Hints>(bus: Bus, topic: T): Hints[T][] {
      const hints: Hints[T][] = [];
      stops.push(bus.subscribe(topic, (hint) => hints.push(hint)));
      return hints;
    }
    /** Publishes a hint until it is received. */
    const reached = (from: Bus, to: Bus) => {
      const users = collect(to, "drafted");
      return soon(() => {
        from.publish("drafted", { user: from.self, number: 1 });
        expect(users).toContainEqual({ user: from.self, number: 1 });
      });
    };

    test("delivers each hint to every process once, in order, with the publisher's id", async () => {
      const [here, there] = [collect(left, "moved"), collect(right, "moved")];
      const publishers = new Set<string>();
      stops.push(right.subscribe("moved", (_hint, from) => publishers.add(from)));
      const published = Array.from({ length: 500 }, (_, version) => ({
        conversation: "c",
        version,
        number: 1,
      }));
      for (const hint of published) left.publish("moved", hint);
      expect(here).toEqual(published);
      await soon(() => expect(there).toEqual(published));
      expect([...publishers]).toEqual([left.self]);
    });

    test("delivers hints with any characters", async () => {
      const rooms = collect(right, "awareness");
      const room = "'\";--\u2028💥\\n";
      left.publish("awareness", { room, states: [[1, { é: null }]] });
      await soon(() => expect(rooms).toEqual([{ room, states: [[1, { é: null }]] }]));
    });

    test("drops a hint that is too large and delivers the next one", async () => {
      const sessions = collect(right, "sessionEnded");
      left.publish("awareness", { room: "r", states: [[1, "é".repeat(1024 * 1024)]] });
      left.publish("sessionEnded", { session: "s" });
      await soon(() => expect(sessions).toEqual([{ session: "s" }]));
    });

    test("announces a room change without the update when the update is too large", async () => {
      const moved = collect(right, "moved");
      const bytes = "A".repeat(2 * 1024 * 1024);
      left.publish("moved", { conversation: "c", version: 1, number: 1, bytes });
      await soon(() => {
        expect(moved).toEqual([expect.objectContaining({ conversation: "c", number: 1 })]);
      });
      expect(moved[0]?.bytes).toBe(left.shared ? undefined : bytes);
    });

    test("continues after a listener throws", async () => {
      stops.push(
        right.subscribe("user", () => {
          throw new Error("the listener failed");
        }),
      );
      const users = collect(right, "user");
      left.publish("user", { user: "u", version: 1 });
      await soon(() => expect(users).toEqual([{ user: "u", version: 1 }]));
    });

    test("delivers until the listener unsubscribes", async () => {
      const numbers: number[] = [];
      const stop = right.subscribe("drafted", ({ number }) => void numbers.push(number));
      left.publish("drafted", { user: "u", number: 1 });
      await soon(() => expect(numbers).toEqual([1]));
      stop();
      left.publish("drafted", { user: "u", number: 2 });
      await reached(left, right);
      expect(numbers).toEqual([1]);
    });

    test("sends pending hints before it closes", async () => {
      const third = left.shared ? await line.open() : left;
      const sessions = collect(right, "sessionEnded");
      third.publish("sessionEnded", { session: "last words" });
      if (left.shared) await third.close();
      await soon(() => expect(sessions).toEqual([{ session: "last words" }]));
    });

    const { say, cut } = line;
    if (say) {
      test("drops malformed and unknown hints", async () => {
        const [moved, sessions] = [collect(right, "moved"), collect(right, "sessionEnded")];
        for (const payload of [
          ...["", "{", "null", "[]", '"text"', '["x"]', '["x", {}]', '["x", [["moved"]]]'],
          '["x", [["moved", null], ["moved", {"conversation": 5}], ["toString", {}], [7, 7]]]',
          '["x", [["laterTopic", {}], ["sessionEnded", {"session": "understood"}]]]',
        ]) {
          await say(payload);
        }
        await soon(() => expect(sessions).toEqual([{ session: "understood" }]));
        expect(moved).toEqual([]);
        await reached(left, right);
      });
    }

    if (cut) {
      test("reconnects after a lost connection and notifies both processes", async () => {
        const reconnects = { left: 0, right: 0 };
        stops.push(
          left.onReconnect(() => void (reconnects.left += 1)),
          right.onReconnect(() => void (reconnects.right += 1)),
        );
        await cut();
        await soon(() => {
          expect(reconnects.left).toBeGreaterThan(0);
          expect(reconnects.right).toBeGreaterThan(0);
        });
        await Promise.all([reached(left, right), reached(right, left)]);
      });
    }
  });
}
