import { expect } from "vitest";
import { eventually } from "../eventually.js";
import type { Revocation, TestRally } from "../test-rally.js";

/** The bound of S11 in milliseconds. */
export const WITHIN_MS = 1_000;

/**
 * Waits until servers have reacted to a lost permission, and expects at most a second between the
 * loss, by the database's clock, and the reaction, by the server's log. The test's own delays do
 * not count.
 * @param lostAt Milliseconds since the epoch.
 */
export async function expectWithinASecond(
  rallys: readonly TestRally[],
  lostAt: number,
  matches: (revocation: Revocation) => boolean,
): Promise<void> {
  for (const rally of rallys) {
    const at = await eventually(() => {
      const found = rally.revocations.find((one) => one.at >= lostAt - 1 && matches(one));
      expect(found, "a revocation in the server's log").toBeDefined();
      return found?.at ?? Infinity;
    });
    expect(at - lostAt).toBeLessThanOrEqual(WITHIN_MS);
  }
}

/** Expects at most a second between a user's last lost permission and the closing of a socket. */
export async function expectClosedWithinASecond(
  rallys: readonly TestRally[],
  user: string,
  code: number,
): Promise<void> {
  const lostAt = await lastLossOf(rallys, user);
  await expectWithinASecond(rallys, lostAt, (one) => one.user === user && one.code === code);
}

/** The time at which a user's last lost permission was written. */
export async function lastLossOf([rally]: readonly TestRally[], user: string): Promise<number> {
  const row = await rally!
    .database<{ user_id: string; at: Date }>("lost_rights")
    .where("user_id", user)
    .orderBy("at", "desc")
    .first("at");
  expect(row, "a row of the lost permission").toBeDefined();
  return row!.at.getTime();
}
