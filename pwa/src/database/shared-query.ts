import { Observable, type Readable } from "../observable/index.js";
import { watch } from "./watch.js";

/** What a query last read, or why it could not; neither before the first reading. */
export interface QueryState<T> {
  value?: T;
  error?: unknown;
}

/**
 * A live query that several components subscribe to: the database is read once for all of them,
 * and not at all while there are none.
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
