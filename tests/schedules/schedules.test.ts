import "./many-devices.js";
import { startTestRally } from "@rally/api/testing";
import { patience } from "@rally/shared/server/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { reported } from "../../pwa/src/testing/index.js";
import { runSchedule, scheduleArbitrary } from "./schedule.js";

const schedules = Number(process.env.RALLY_SCHEDULES ?? 1_000);
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

async function runMany(numRuns: number, seedHere: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scheduleArbitrary, (schedule) => runSchedule(schedule, [left, right])),
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

test(
  `[S2] [S3] [S5] [S8] [S9] [S10] after any of ${schedules} schedules of faults every device shows what the server has, and each command took effect once`,
  { timeout: (60_000 + schedules * 500) * patience },
  async () => {
    const lanes = path === undefined ? LANES : 1;
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        runMany(Math.ceil(schedules / lanes), seed + lane),
      ),
    );
    expect(reported).toEqual([]);
    expect([...left.errors, ...right.errors]).toEqual([]);
  },
);
