import { timeoutFactor } from "@rally/shared/server/testing";
import { vi } from "vitest";

/** Waits at most `within` ms until `check` no longer throws; then throws its last error. */
export function eventually<T>(check: () => T | Promise<T>, within = 8_000): Promise<T> {
  return vi.waitFor(check, { timeout: within * timeoutFactor, interval: 5 });
}
