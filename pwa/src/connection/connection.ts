import { watch, type RallyDatabase } from "../database/index.js";
import { Observable, type Readable } from "../observable/index.js";
import { countWaiting } from "../outbox/index.js";

/** How the device stands with the server, in plain words for the user. */
export interface Connection {
  /**
   * `online`: the server is reached, whatever the browser says of its network; `offline`: it is not,
   * and the browser says that there is none; `reconnecting`: it is not, all the same.
   */
  status: "online" | "reconnecting" | "offline";
  /** Since when, milliseconds since the epoch. */
  since: number;
  /** How many own messages, edits and the like wait to be sent. */
  unsent: number;
}

export interface ConnectionWatch {
  connection: Readable<Connection>;
  /** Says whether the socket of the user's room is open. */
  setConnected(connected: boolean): void;
  /** Begins to count what waits; until then nothing is read. */
  count(): void;
  stop(): void;
}

export function watchConnection(database: RallyDatabase): ConnectionWatch {
  let connected = false;
  const statusNow = (): Connection["status"] =>
    connected ? "online" : navigator.onLine ? "reconnecting" : "offline";
  const connection = new Observable<Connection>({
    status: statusNow(),
    since: Date.now(),
    unsent: 0,
  });
  const update = (): void => {
    const status = statusNow();
    const before = connection.value;
    if (before.status !== status) connection.set({ ...before, status, since: Date.now() });
  };
  const stopping = new AbortController();
  addEventListener("online", update, { signal: stopping.signal });
  addEventListener("offline", update, { signal: stopping.signal });
  let unwatch: (() => void) | undefined;
  return {
    connection,
    count() {
      unwatch ??= watch(
        () => countWaiting(database),
        (unsent) => {
          if (connection.value.unsent !== unsent) connection.set({ ...connection.value, unsent });
        },
      );
    },
    setConnected(value) {
      connected = value;
      update();
    },
    stop() {
      stopping.abort();
      unwatch?.();
    },
  };
}
