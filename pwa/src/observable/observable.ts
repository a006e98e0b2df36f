/** A value with a subscription to its changes. */
export interface Readable<T> {
  readonly value: T;
  /** Calls `listener` with each later value. @returns a function that unsubscribes. */
  subscribe(listener: (value: T) => void): () => void;
}

/** A `Readable` that its owner sets. Setting an equal value (`Object.is`) calls no listener. */
export class Observable<T> implements Readable<T> {
  readonly #listeners = new Set<(value: T) => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
