import { timeoutFactor } from "@rally/shared/server/testing";
import { expect, test } from "vitest";
import { openAndCloseRooms } from "./rooms.js";

/** `RALLY_TORTURE_ROOMS=10000 npx vitest run --execArgv=--expose-gc tests/torture` is the long run. */
const count = Number(process.env.RALLY_TORTURE_ROOMS ?? 500);

test(
  `[S12] ${count} rooms that were opened and closed leave no room and no timer`,
  { timeout: (30_000 + count * 60) * timeoutFactor },
  async () => {
    const { before, loaded, after, heapGrowth } = await openAndCloseRooms(count);
    expect(loaded).toBeGreaterThanOrEqual(Math.min(count * 0.75, 1_000));
    expect([before.rooms, after.rooms]).toEqual([0, 0]);
    expect(after.timers).toBeLessThanOrEqual(before.timers + 2);
    if (globalThis.gc && count >= 10_000) expect(heapGrowth).toBeLessThan(0.1);
  },
);
