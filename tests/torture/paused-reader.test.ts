import { patience } from "@rally/shared/server/testing";
import { expect, test } from "vitest";
import { measurePausedReader } from "./paused-reader.js";

/** `npm run torture paused-reader` is the long run, which also measures. */
const isLong = process.env.RALLY_TORTURE !== undefined;

test(
  "[S12] one of 50 readers who does not read is closed, and the others hear everything",
  { timeout: isLong ? 600_000 : 60_000 * patience },
  async () => {
    const { reading, paused, slowdown } = await measurePausedReader(
      isLong ? { rounds: 5 } : { messages: 400, rounds: 1 },
    );
    expect(paused.closed).toBeDefined();
    if (!isLong) return;
    const megabytes = paused.cost / 2 ** 20;
    console.log(
      `others' p99: ${reading.p99.toFixed(2)} ms when all read, ${paused.p99.toFixed(2)} ms with one who does not ` +
        `(${(slowdown * 100).toFixed(0)} %); who does not read costs ${megabytes.toFixed(2)} MB`,
    );
    expect(megabytes).toBeLessThan(2);
    expect(slowdown).toBeLessThan(0.2);
  },
);
