/**
 * A wait that is stored: its length, and when it began by this device's clock. A stored end would
 * be days away after the clock is set back.
 */
export interface Wait {
  since: number;
  /** Milliseconds. */
  wait: number;
}

const FIRST_WAIT = 1_000;
/** The longest wait between two attempts in milliseconds. */
export const LONGEST_WAIT = 60_000;

/** The shortest wait in milliseconds after an error on the device itself, such as a full disk. */
export const DEVICE_ERROR_WAIT = 10_000;

/** The remaining milliseconds of `wait`; 0 when the clock is before its beginning. */
export function timeLeft(wait: Wait | undefined): number {
  const passed = Date.now() - (wait?.since ?? NaN);
  if (wait === undefined || !(passed >= 0)) return 0;
  return Math.max(0, Math.min(wait.wait, LONGEST_WAIT) - passed);
}

/**
 * A wait that begins now: exponential with jitter, and not shorter than the server asked for.
 * @param tries the number of failures so far, including this one.
 */
export function waitAfter(tries: number, retryAfter = 0): Wait {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  const wait = ceiling * (0.5 + Math.random() / 2);
  return { since: Date.now(), wait: Math.min(LONGEST_WAIT, Math.max(wait, retryAfter)) };
}
