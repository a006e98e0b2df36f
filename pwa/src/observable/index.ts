/** A value that is looked at now and followed later. */
export interface Readable<T> {
  readonly value: T;
  /** Calls `listener` at each later value. @returns a function that ends it. */
  subscribe(listener: (value: T) => void): () => void;
}

/** A `Readable` that its owner sets. An equal value (`Object.is`) tells nobody. */
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
