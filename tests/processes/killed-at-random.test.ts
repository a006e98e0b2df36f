import { timeoutFactor } from "@rally/shared/server/testing";
import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { tortureByKills } from "../torture/kill.js";

test(
  "[S13] [S1] [S2] [S3] no message is lost, duplicated, reordered or shown early when any process is killed at any moment",
  { timeout: 120_000 * timeoutFactor },
  async () => {
    const seed = Number(process.env.RALLY_SEED ?? randomInt(2 ** 31));
    const { figures, broken } = await tortureByKills({
      seed,
      rounds: { whole: 3, parted: 5 },
      perSecond: 100,
    });
    expect(broken, `RALLY_SEED=${seed}`).toEqual([]);
    const wrong = figures.filter(({ value, most = Infinity }) => value > most);
    expect(wrong, `RALLY_SEED=${seed}`).toEqual([]);
    const count = (what: string) => figures.find((figure) => figure.what === what)?.value;
    expect(count("rounds")).toBe(8);
    expect(count("commands acknowledged")).toBeGreaterThan(200);
    expect(count("commands sent again")).toBeGreaterThan(0);
  },
);
