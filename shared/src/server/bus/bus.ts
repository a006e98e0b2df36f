import type { Hints } from "./hints.js";

export interface Bus {
  /** Publishes a hint to every process, this one included; never throws and never waits. */
  publish<T extends keyof Hints>(topic: T, hint: Hints[T]): void;
  /** @returns a function that unsubscribes. `from` is the id of the publishing process. */
  subscribe<T extends keyof Hints>(
    topic: T,
    listener: (hint: Hints[T], from: string) => void,
  ): () => void;
  /**
   * Calls `listener` after this process or another one reconnected. Publishers of ephemeral state
   * (awareness, presence) publish it again, because hints may have been lost.
   * @returns a function that unsubscribes.
   */
  onReconnect(listener: () => void): () => void;
  /** This process's id on the bus. */
  readonly self: string;
  /** Whether other processes may use the bus, so that lost hints must be detected by polling. */
  readonly shared: boolean;
  /** Publishes all pending hints, then closes. */
  close(): Promise<void>;
}
