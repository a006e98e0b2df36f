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
