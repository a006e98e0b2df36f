import { setTimeout as pause } from "node:timers/promises";

const FIRST_MS = 40;
const LONGEST_MS = 1_000;

/** The HTTP status that an error carries; undefined when there was no answer. */
export function errorStatus(error: unknown): number | undefined {
  const { status } = error as { status?: unknown };
  return typeof status === "number" ? status : undefined;
}

/** Whether docs/PROTOCOL.md requires a retry: no answer, 5xx, 429. */
export function isTransient(error: unknown): boolean {
  const status = errorStatus(error);
  return status === undefined || status >= 500 || status === 429;
}

/** Exponential backoff with jitter. */
export async function backOff(attempt: number): Promise<void> {
  await pause(Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));
}
