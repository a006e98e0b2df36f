import { setTimeout as pause } from "node:timers/promises";

/** Polls every 20 ms until `check` holds. @returns false when it does not within `milliseconds`. */
export async function until(check: () => boolean, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!check()) {
    if (performance.now() > deadline) return false;
    await pause(20);
  }
  return true;
}
