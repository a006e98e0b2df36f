import { Dexie, liveQuery } from "dexie";
import { Observable, type Readable } from "../observable/index.js";

/**
 * Reports the failure of background work, unless the database was closed in the meantime, for
 * example by a sign-out in another tab. Use it for work that a page does not wait for: the server's
 * answer may arrive after the sign-out.
 */
export function reportUnlessClosed(error: unknown): void {
  if (!(error instanceof Dexie.DatabaseClosedError)) reportError(error);
}

/**
 * Runs `query` now, and again when the data that it read changes in any tab.
 * @returns a function that stops it.
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

/** The last value of a query, or its error; neither before the first result. */
export interface QueryState<T> {
  value?: T;
  error?: unknown;
}

/**
 * A live query with several subscribers: the database is read once for all of them, and not at all
 * while there are none.
 */
export class SharedQuery<T> implements Readable<QueryState<T>> {
  private readonly states = new Observable<QueryState<T>>({});
  private subscribers = 0;
  private stop: (() => void) | undefined;

  constructor(private readonly query: () => Promise<T>) {}

  get value(): QueryState<T> {
    return this.states.value;
  }

  subscribe(listener: (state: QueryState<T>) => void): () => void {
    const unsubscribe = this.states.subscribe(listener);
    this.subscribers += 1;
    this.stop ??= watch(
      this.query,
      (value) => {
        this.states.set({ value });
      },
      (error) => {
        this.states.set({ error });
      },
    );
    let active = true;
    return () => {
      if (!active) return;
      active = false;
      unsubscribe();
      this.subscribers -= 1;
      if (this.subscribers > 0) return;
      this.stop?.();
      this.stop = undefined;
    };
  }
}
