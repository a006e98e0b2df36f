import type { WebsocketProvider } from "y-websocket";

/** Milliseconds of the stock client's first wait, which it doubles with each failure. */
const FIRST_DELAY = 200;
const LONGEST_DELAY = 5_000;
/** The same while `navigator.onLine` is false, which may be wrong. */
const LONGEST_DELAY_OFFLINE = 30_000;

/**
 * Adds jitter to the waits of the stock client, which are 200, 400, 800 … ms: after a restart of
 * the server all clients would otherwise reconnect at the same time.
 */
export function spreadReconnects(provider: WebsocketProvider): void {
  provider.on("connection-close", () => {
    // Set just before the client counts this failure and sets its timer.
    const ceiling = FIRST_DELAY * 2 ** provider.wsUnsuccessfulReconnects;
    const isOffline = globalThis.navigator?.onLine === false;
    const longest = isOffline ? LONGEST_DELAY_OFFLINE : LONGEST_DELAY;
    provider.maxBackoffTime = Math.random() * Math.min(longest, ceiling);
  });
}

/** Waits in milliseconds, doubled from `first` to `longest`, reset after a good time. */
export class GrowingWait {
  #next: number;

  constructor(
    private readonly first: number,
    private readonly longest: number,
  ) {
    this.#next = first;
  }

  /** @param live milliseconds for which the connection was open. */
  after(live: number): number {
    if (live >= this.longest) this.#next = this.first;
    const wait = this.#next;
    this.#next = Math.min(this.longest, wait * 2);
    return wait;
  }
}
