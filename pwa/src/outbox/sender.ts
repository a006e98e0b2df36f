import { reportUnlessClosed, watch, type RallyDatabase } from "../database/index.js";
import type { Call } from "../http/index.js";
import type { Readable } from "../observable/index.js";
import { flush } from "./flush.js";
import type { ResultHandler } from "./settle.js";
import { forgetOldSent } from "./unsent.js";
import { DEVICE_ERROR_WAIT, waitAfter } from "./backoff.js";

export const SYNC_TAG = "rally.outbox";

/** Sends the outbox in the background until `stop` is called. */
export interface Sender {
  /** Tries now, ignoring the backoff: the connection was just restored. */
  hurry(): void;
  stop(): void;
}

/**
 * Sends on each new command of any tab, when the network or the session returns, and with backoff
 * while the server fails.
 */
export function startSender(
  database: RallyDatabase,
  session: { call: Call; state: Readable<{ status: string }> },
  resultHandler: ResultHandler,
): Sender {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again: { hurry: boolean } | undefined;
  let stopped = false;
  /** The number of consecutive failures because of an error on this device. */
  let errors = 0;
  /** Set after such an error; a new command does not cancel it. */
  let pausing = false;

  const run = async (hurry: boolean): Promise<void> => {
    if (stopped || session.state.value.status !== "signed-in") return;
    if (pausing && !hurry) return;
    pausing = false;
    if (running) {
      again = { hurry: hurry || (again?.hurry ?? false) };
      return;
    }
    running = true;
    clearTimeout(timer);
    try {
      const result = await flush(database, session.call, resultHandler, { hurry });
      errors = 0;
      if (result.outcome === "later" && !stopped) {
        timer = setTimeout(() => void run(false), result.wait);
      }
    } catch (error) {
      if (!stopped) {
        reportUnlessClosed(error);
        errors += 1;
        pausing = true;
        timer = setTimeout(() => {
          pausing = false;
          void run(false);
        }, waitAfter(errors, DEVICE_ERROR_WAIT).wait);
      }
    } finally {
      running = false;
      const next = again;
      again = undefined;
      if (next) void run(next.hurry);
    }
  };

  const unwatch = watch(
    () => database.outbox.where("state").equals("pending").count(),
    (pending) => {
      if (pending === 0) return;
      requestBackgroundSync();
      void run(false);
    },
  );
  const hurry = (): void => {
    void run(true);
  };
  addEventListener("online", hurry);
  const unfollow = session.state.subscribe(hurry);
  forgetOldSent(database).catch(reportUnlessClosed);

  return {
    hurry,
    stop() {
      stopped = true;
      clearTimeout(timer);
      unwatch();
      unfollow();
      removeEventListener("online", hurry);
    },
  };
}

/** Registers a background sync: the service worker sends the rest if this tab is closed. */
function requestBackgroundSync(): void {
  navigator.serviceWorker?.ready
    .then((registration) => {
      if ("sync" in registration) return (registration.sync as SyncManager).register(SYNC_TAG);
      return undefined;
    })
    .catch((error: unknown) => {
      // Not permitted by the user's settings: the tabs send anyway.
      console.debug("failed to register a background sync", error);
    });
}

interface SyncManager {
  register(tag: string): Promise<void>;
}
