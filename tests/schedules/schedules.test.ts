import "./many-devices.js";
import { startTestRally } from "@rally/api/testing";
import { timeoutFactor } from "@rally/shared/server/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { reported } from "../../pwa/src/testing/index.js";
import { runSchedule, schedules } from "./schedule.js";

const count = Number(process.env.RALLY_SCHEDULES ?? 1_000);
/**
 * Schedules whose devices recover by themselves; each takes seconds, so `npm test` runs only a few.
 */
const leftAlone = Number(process.env.RALLY_SCHEDULES ?? 24);
/** Concurrent schedules: each mostly waits, and a restart in one is a fault in the others. */
const LANES = 8;
/** Printed on failure; the same values and a single schedule reproduce it. */
const seed = Number(process.env.RALLY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const path = process.env.RALLY_PATH;

const left = await startTestRally({ shared: true });
const right = await startTestRally({ beside: left });
afterAll(async () => {
  await right.close();
  await left.close();
});

async function runLane(
  numRuns: number,
  seedHere: number,
  { byThemselves }: { byThemselves: boolean },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(schedules(byThemselves), (schedule) => runSchedule(schedule, [left, right])),
    {
      numRuns,
      seed: seedHere,
      timeout: 120_000 * timeoutFactor,
      // Shrinking repeats the schedule many times, so it is optional.
      endOnFailure: process.env.RALLY_SHRINK === undefined,
      ...(path !== undefined && { path }),
    },
  );
}

async function runMany(runs: number, options: { byThemselves: boolean }): Promise<void> {
  const lanes = path === undefined ? LANES : 1;
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      runLane(Math.ceil(runs / lanes), seed + lane, options),
    ),
  );
  expect(reported).toEqual([]);
  expect([...left.errors, ...right.errors]).toEqual([]);
}

test(
  `[S2] [S3] [S5] [S8] [S10] after any of ${count} schedules of faults every device shows what the server has, and each command took effect once`,
  { timeout: (60_000 + count * 500) * timeoutFactor },
  () => runMany(count, { byThemselves: false }),
);

test(
  `[S2] [S8] [S9] after any of ${leftAlone} schedules of faults devices that are left to themselves show what the server has, and every stored word of a draft`,
  { timeout: (60_000 + leftAlone * 2_000) * timeoutFactor },
  () => runMany(leftAlone, { byThemselves: true }),
);
