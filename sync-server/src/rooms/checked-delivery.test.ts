import { pino } from "pino";
import { describe, expect, test, vi } from "vitest";
import type { PermissionCheck } from "../permissions/index.js";
import { CheckedDelivery, type Frames } from "./checked-delivery.js";

const logger = pino({ level: "silent" });

/** Permission checks that end when the test ends them. */
class Polls implements PermissionCheck {
  checked = 0;
  private readonly underWay: { resolve: () => void; reject: (error: Error) => void }[] = [];

  get count(): number {
    return this.underWay.length;
  }

  reach(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.underWay.push({ resolve, reject });
    });
  }

  async end(checked: number): Promise<void> {
    this.checked = checked;
    this.underWay.shift()?.resolve();
    await settled();
  }

  async fail(): Promise<void> {
    this.underWay.shift()?.reject(new Error("no database"));
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A room whose document is a list of words. Each commit adds one. */
function room() {
  const permissions = new Polls();
  const sent: string[] = [];
  let words: string[] = [];
  let sentClock = 0;
  let asked = 0;
  const delivery = new CheckedDelivery(permissions, logger, {
    unsent() {
      asked += 1;
      if (words.length <= sentClock) return undefined;
      return { bytes: Buffer.from(words.slice(sentClock).join(" ")), writerClock: words.length };
    },
    deliver({ bytes, writerClock }) {
      sent.push(bytes.toString());
      sentClock = writerClock;
    },
  });
  const commit = (word: string, lossCount: number | undefined): void => {
    words.push(word);
    delivery.noteCommit(lossCount);
    const newest: Frames = { bytes: Buffer.from(word), writerClock: words.length };
    delivery.deliverWhenChecked(newest);
  };
  const startOver = (): void => {
    words = [];
    sentClock = 0;
    delivery.dropHeld();
  };
  return { permissions, sent, delivery, commit, startOver, timesAsked: () => asked };
}

describe("an update of a room", () => {
  test("[S11] is sent at once when every earlier loss was checked", () => {
    const { permissions, sent, commit } = room();
    permissions.checked = 3;
    commit("one", 3);
    expect(sent).toEqual(["one"]);
    expect(permissions.count).toBe(0);
  });

  test.each([
    ["an unchecked loss", 1],
    ["an unknown number of losses", undefined],
  ])("[S11] is held after %s until the check", async (_what, lossCount) => {
    const { permissions, sent, commit } = room();
    commit("one", lossCount);
    await settled();
    expect(sent).toEqual([]);
    await permissions.end(1);
    expect(sent).toEqual(["one"]);
  });

  test("[S12] uses no memory while held: later updates are sent in order, as one", async () => {
    const { permissions, sent, commit, timesAsked } = room();
    const words = Array.from({ length: 10_000 }, (_, index) => `${index}`);
    for (const word of words) commit(word, 1);
    expect(timesAsked()).toBe(0);
    await permissions.end(1);
    expect(sent.join(" ")).toBe(words.join(" "));
    expect(sent).toHaveLength(2);
    commit("next", 1);
    expect(sent.at(-1)).toBe("next");
  });

  test("[S11] that arrives during a check, after a later loss, waits for the next check", async () => {
    const { permissions, sent, commit } = room();
    commit("one", 1);
    commit("two", 2);
    await permissions.end(1);
    expect(sent).toEqual(["one"]);
    expect(permissions.count).toBe(1);
    commit("three", 3);
    await permissions.end(2);
    expect(sent).toEqual(["one", "two"]);
    await permissions.end(3);
    expect(sent).toEqual(["one", "two", "three"]);
  });

  test("of a history that ended during a check is never sent, but later updates are", async () => {
    const { permissions, sent, commit, startOver } = room();
    commit("old", 1);
    startOver();
    commit("new", 1);
    await permissions.end(1);
    expect(sent).toEqual(["new"]);
  });

  test("of an ended history is not sent when no update follows", async () => {
    const { permissions, sent, commit, startOver } = room();
    commit("old", 1);
    startOver();
    await permissions.end(1);
    expect(sent).toEqual([]);
    commit("new", 1);
    expect(sent).toEqual(["new"]);
  });

  test("is held until a check succeeds", async () => {
    const { permissions, sent, commit } = room();
    commit("one", 1);
    await permissions.fail();
    expect(sent).toEqual([]);
    await vi.waitFor(() => expect(permissions.count).toBe(1), 5_000);
    await permissions.end(1);
    expect(sent).toEqual(["one"]);
  });
});
