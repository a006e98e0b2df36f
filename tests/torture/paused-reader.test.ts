import { timeoutFactor } from "@rally/shared/server/testing";
import { expect, test } from "vitest";
import { measurePausedReader } from "./paused-reader.js";

/** `npm run torture paused-reader` is the long run, which also measures. */
const isLong = process.env.RALLY_TORTURE !== undefined;

test(
  "[S12] a reader that stops reading is closed, and the other readers receive everything",
  { timeout: isLong ? 600_000 : 60_000 * timeoutFactor },
  async () => {
    const { reading, paused, slowdown } = await measurePausedReader(
      // More than the buffers of the kernel (about 10 MB) and of the server.
      isLong ? { rounds: 5 } : { readers: 4, messages: 250, characters: 60_000, rounds: 1 },
    );
    // 0: not closed. 1006: disconnected before it read the close code.
    expect([4508, 1006]).toContain(paused.closed);
    expect(reading.closed).toBeUndefined();
    if (!isLong) return;
    const megabytes = paused.cost / 2 ** 20;
    console.log(
      `others' p99: ${reading.p99.toFixed(2)} ms when all read, ${paused.p99.toFixed(2)} ms with one paused ` +
        `(${(slowdown * 100).toFixed(0)} %); the paused reader costs ${megabytes.toFixed(2)} MB`,
    );
    expect(megabytes).toBeLessThan(2);
    expect(slowdown).toBeLessThan(0.2);
  },
);
