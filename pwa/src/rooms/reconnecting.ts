import type { WebsocketProvider } from "y-websocket";

/** Milliseconds of the stock client's first wait, which it doubles with each failure. */
const FIRST_DELAY = 200;
const LONGEST_DELAY = 5_000;
/** The same while the browser says that there is no network: it may be wrong. */
const LONGEST_DELAY_OFFLINE = 30_000;

/**
 * Makes the waits of the stock client partly chance. By itself it waits 200, 400, 800 … ms, and so
 * would everyone whom a restart of the server disconnects in one moment, all at once each time.
 */
export function spreadReconnects(provider: WebsocketProvider): void {
  provider.on("connection-close", () => {
    // Said just before the client counts this failure and sets its timer, for this long at most.
    const ceiling = FIRST_DELAY * 2 ** provider.wsUnsuccessfulReconnects;
    const isOffline = globalThis.navigator?.onLine === false;
    const longest = isOffline ? LONGEST_DELAY_OFFLINE : LONGEST_DELAY;
    provider.maxBackoffTime = Math.random() * Math.min(longest, ceiling);
  });
}

/** Waits in milliseconds that double, from `first` to `longest`, and begin again after a good time. */
export class GrowingWait {
  #next: number;

  constructor(
    private readonly first: number,
    private readonly longest: number,
  ) {
    this.#next = first;
  }

  /** @param live milliseconds for which the connection was live before it has to wait. */
  after(live: number): number {
    if (live >= this.longest) this.#next = this.first;
    const wait = this.#next;
    this.#next = Math.min(this.longest, wait * 2);
    return wait;
  }
}
