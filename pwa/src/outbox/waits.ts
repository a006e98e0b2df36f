/**
 * A wait that survives the page: how long, and when it began by this device's clock. An absolute end
 * would last for days once the clock is set back.
 */
export interface Wait {
  since: number;
  /** Milliseconds. */
  wait: number;
}

const FIRST_WAIT = 1_000;
/** Milliseconds of the longest wait between two attempts, whatever the clock or the server says. */
export const LONGEST_WAIT = 60_000;

/** Milliseconds of the shortest wait after an error on the device itself, such as a full disk. */
export const AFTER_DEVICE_ERROR = 10_000;

/** Milliseconds of `wait` that are left; none once the clock stands before its beginning. */
export function timeLeft(wait: Wait | undefined): number {
  const passed = Date.now() - (wait?.since ?? NaN);
  if (wait === undefined || !(passed >= 0)) return 0;
  return Math.max(0, Math.min(wait.wait, LONGEST_WAIT) - passed);
}

/**
 * A wait that begins now: exponential with jitter, and not shorter than the server asked for.
 * @param tries how often it failed so far, this time included.
 */
export function waitAfter(tries: number, retryAfter = 0): Wait {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  const wait = ceiling * (0.5 + Math.random() / 2);
  return { since: Date.now(), wait: Math.min(LONGEST_WAIT, Math.max(wait, retryAfter)) };
}
