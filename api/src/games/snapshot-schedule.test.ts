import { expect, test } from "vitest";
import { SnapshotSchedule } from "./snapshot-schedule.js";

/** The steps at which a snapshot is sent, with news at the steps that `hasNews` accepts. */
function sentIn(steps: number, hasNews: (step: number) => boolean): number[] {
  const schedule = new SnapshotSchedule();
  const sent: number[] = [];
  for (let step = 1; step <= steps; step += 1) {
    if (hasNews(step)) schedule.note();
    if (schedule.isDue(step)) sent.push(step);
  }
  return sent;
}

test("sends 10 snapshots a second while the receiver foresees everything", () => {
  expect(sentIn(600, () => false)).toHaveLength(100);
});

test("sends a snapshot at once after an input", () => {
  expect(sentIn(60, (step) => step === 33)).toContain(33);
});

test("sends 30 a second during short movements, and 16 a second in a minute without pause", () => {
  const always = sentIn(3_600, () => true);
  expect(always.filter((step) => step <= 30).length).toBeGreaterThanOrEqual(14);
  expect(always.length).toBeLessThanOrEqual(16 * 60 + 8);
  expect(always.length).toBeGreaterThan(15 * 60);
});

test("does not forget an input that came right after a snapshot", () => {
  const sent = sentIn(60, (step) => step === 22 || step === 23);
  expect(sent.slice(sent.indexOf(22), sent.indexOf(22) + 2)).toEqual([22, 24]);
});
