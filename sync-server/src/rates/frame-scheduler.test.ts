import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { FrameScheduler, type FrameUser } from "./frame-scheduler.js";

/** A scheduler with a clock that only work advances, and a list of the work that ran. */
function setup(rate = { perSecond: 600, atOnce: 200 }) {
  let clock = 0;
  const paused: number[] = [];
  const scheduler = new FrameScheduler(
    rate,
    () => clock,
    async (milliseconds) => {
      paused.push(milliseconds);
      await nextTurn();
      clock += milliseconds;
    },
  );
  const ran: string[] = [];
  /** Work under a name that takes this many milliseconds. */
  const work = (user: FrameUser, name: string, milliseconds: number): Promise<void> =>
    scheduler.run(user, () => {
      ran.push(name);
      clock += milliseconds;
      scheduler.spend(milliseconds);
    });
  return { scheduler, ran, work, paused, now: () => clock };
}

const user = (isHeavy = false): FrameUser => ({ isHeavy: () => isHeavy });

describe("[S12] the frames of all users", () => {
  test("leave the rest of each event-loop turn to other work after 5 ms", async () => {
    const { ran, work } = setup();
    const users = Array.from({ length: 20 }, () => user());
    const done = Promise.all(users.map((one) => work(one, "frame", 2)));
    const perTurn = [ran.length];
    for (let before = ran.length; before < 20; before = ran.length) {
      await nextTurn();
      perTurn.push(ran.length - before);
    }
    await done;
    expect(Math.max(...perTurn)).toBe(3);
  });

  test("take at most their budget of each second, however many users there are", async () => {
    const { work, paused, now } = setup({ perSecond: 500, atOnce: 10 });
    const users = Array.from({ length: 100 }, () => user(true));
    await Promise.all(users.map((one) => work(one, "frame", 4)));
    // 400 ms of work at half of the loop: the same time has been left to other work.
    expect(paused.reduce((sum, milliseconds) => sum + milliseconds, 0)).toBeGreaterThan(370);
    expect(now()).toBeGreaterThan(770);
  });

  test("alternate between users, not between frames", async () => {
    const { ran, work } = setup();
    const [many, one] = [user(), user()];
    await work(user(), "the slice of this turn", 5);
    const all = Array.from({ length: 50 }, () => work(many, "many", 1));
    all.push(work(one, "one", 1), work(one, "one", 1));
    await Promise.all(all);
    expect(ran.slice(1, 5)).toEqual(["many", "one", "many", "one"]);
  });

  test("of users who used little run first, and the others still get their turns", async () => {
    const { ran, work } = setup();
    await work(user(), "the slice of this turn", 5);
    const heavy = Array.from({ length: 50 }, () => work(user(true), "heavy", 3));
    const light = Array.from({ length: 9 }, () => work(user(), "light", 0.1));
    await Promise.all([...heavy, ...light]);
    const last = ran.lastIndexOf("light");
    expect(ran.slice(0, last).filter((name) => name === "heavy")).toHaveLength(2);
  });

  test("continue after a frame that failed", async () => {
    const { scheduler, work } = setup();
    const failed = scheduler.run(user(), () => {
      throw new Error("no");
    });
    const next = work(user(), "next", 1);
    await expect(failed).rejects.toThrow("no");
    await next;
  });
});
