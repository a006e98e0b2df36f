import { patience } from "@rally/shared/server/testing";
import { vi } from "vitest";

/** Waits until `check` no longer throws, at most `within` ms; then its last error is the test's. */
export function eventually<T>(check: () => T | Promise<T>, within = 8_000): Promise<T> {
  return vi.waitFor(check, { timeout: within * patience, interval: 5 });
}
