import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { limitConcurrency } from "./concurrency.js";

/** A task, and a function that ends it; it records that it began. */
function newWork(began: string[], name: string) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = async (): Promise<string> => {
    began.push(name);
    await ended;
    return name;
  };
  return { work, end };
}

describe("[S12] a queued task", () => {
  test("is removed when its response closes, and never runs", async () => {
    const inTurn = limitConcurrency(1, 2);
    const began: string[] = [];
    const first = newWork(began, "first");
    const running = inTurn(new PassThrough(), first.work);
    const leaver = new PassThrough();
    const left = inTurn(leaver, newWork(began, "left").work);
    const stayer = newWork(began, "stayer");
    const stayed = inTurn(new PassThrough(), stayer.work);
    const full = {
      code: "unavailable",
      message: "Too many requests at once; try again in a moment",
    };
    await expect(inTurn(new PassThrough(), first.work)).rejects.toMatchObject(full);

    leaver.destroy();
    await expect(left).rejects.toMatchObject({ code: "unavailable" });
    const late = newWork(began, "late");
    const waited = inTurn(new PassThrough(), late.work);
    for (const { end } of [first, stayer, late]) end();
    expect(await Promise.all([running, stayed, waited])).toEqual(["first", "stayer", "late"]);
    expect(began).toEqual(["first", "stayer", "late"]);
  });

  test("runs to its end when its response closes after it began", async () => {
    const inTurn = limitConcurrency(1, 1);
    const began: string[] = [];
    const [first, second] = [newWork(began, "first"), newWork(began, "second")];
    const running = inTurn(new PassThrough(), first.work);
    const response = new PassThrough();
    const waited = inTurn(response, second.work);
    first.end();
    await running;
    response.destroy();
    second.end();
    expect(await waited).toBe("second");
    expect(response.listenerCount("close")).toBe(0);
  });

  test("does not begin for a response that closed before", async () => {
    const inTurn = limitConcurrency(1, 1);
    const began: string[] = [];
    const gone = new PassThrough().destroy();
    const { work } = newWork(began, "gone");
    await expect(inTurn(gone, work)).rejects.toMatchObject({ code: "unavailable" });
    expect(began).toEqual([]);
  });
});
