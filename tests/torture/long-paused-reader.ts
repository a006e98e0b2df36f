import { measurePausedReader } from "./paused-reader.js";
import type { Report } from "./report.js";

/** One reader of 50 does not read: what that costs in memory, and the others in time. */
export async function tortureByPausedReader(): Promise<Report> {
  const { reading, paused, slowdown } = await measurePausedReader();
  return {
    figures: [
      { what: "others: 99th percentile, all read", value: reading.p99, unit: "ms" },
      { what: "others: 99th percentile, one does not", value: paused.p99, unit: "ms" },
      { what: "slower by", value: slowdown * 100, unit: "%", most: 20 },
      {
        what: "memory of the one that does not",
        value: paused.cost / 2 ** 20,
        unit: "MB",
        most: 2,
      },
    ],
    broken: paused.closed === undefined ? ["who does not read was never closed"] : [],
  };
}
