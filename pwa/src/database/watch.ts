import { liveQuery } from "dexie";
import { reportUnlessClosed } from "./closed.js";

/**
 * Runs `query` now and again whenever what it read changes, in whichever tab.
 * @returns a function that ends it.
 */
export function watch<T>(
  query: () => Promise<T>,
  listener: (value: T) => void,
  failed: (error: unknown) => void = reportUnlessClosed,
): () => void {
  const subscription = liveQuery(query).subscribe({ next: listener, error: failed });
  return () => {
    subscription.unsubscribe();
  };
}
