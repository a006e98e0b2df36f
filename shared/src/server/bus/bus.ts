import type { Hints } from "./hints.js";

export interface Bus {
  /** Tells every process, this one included; never throws and never waits. */
  publish<T extends keyof Hints>(topic: T, hint: Hints[T]): void;
  /** @returns a function that ends the subscription. `from` is the process that spoke. */
  subscribe<T extends keyof Hints>(
    topic: T,
    listener: (hint: Hints[T], from: string) => void,
  ): () => void;
  /**
   * Calls `listener` when this process, or another, was cut off and is back: whoever says what is
   * kept nowhere (awareness, presence) says it again, for it may not have been heard.
   * @returns a function that ends it.
   */
  onReconnect(listener: () => void): () => void;
  /** This process's name on the bus. */
  readonly self: string;
  /** Whether other processes may be on it, so that lost hints must be looked for. */
  readonly shared: boolean;
  /** Says what waits, and ends. */
  close(): Promise<void>;
}
