import "./many-devices.js";
import { startTestRally } from "@rally/api/testing";
import { patience } from "@rally/shared/server/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { reported } from "../../pwa/src/testing/index.js";
import { runSchedule, schedules } from "./schedule.js";

const count = Number(process.env.RALLY_SCHEDULES ?? 1_000);
/** Schedules whose devices come back by themselves: each waits for seconds, so `npm test` runs a few. */
const leftAlone = Number(process.env.RALLY_SCHEDULES ?? 24);
/** Schedules under way at once: each waits most of its time, and one's restart is another's fault. */
const LANES = 8;
/** What a failure prints; with them, and one schedule, it happens again. */
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
      timeout: 120_000 * patience,
      // A shrunk schedule takes as many runs again: only for whoever asks.
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
  { timeout: (60_000 + count * 500) * patience },
  () => runMany(count, { byThemselves: false }),
);

test(
  `[S2] [S8] [S9] after any of ${leftAlone} schedules of faults devices that are left to themselves show what the server has, and every stored word of a draft`,
  { timeout: (60_000 + leftAlone * 2_000) * patience },
  () => runMany(leftAlone, { byThemselves: true }),
);
