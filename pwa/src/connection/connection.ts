import { watch, type RallyDatabase } from "../database/index.js";
import { Observable, type Readable } from "../observable/index.js";
import { countWaiting } from "../outbox/index.js";

/** The state of the connection to the server, as shown to the user. */
export interface Connection {
  /**
   * `online`: the server is reachable, whatever the browser reports; `offline`: it is not, and the
   * browser reports no network; `reconnecting`: it is not, although the browser reports a network.
   */
  status: "online" | "reconnecting" | "offline";
  /** Time of the last change of status, in epoch milliseconds. */
  since: number;
  /** The number of the user's unsent messages, edits and other commands. */
  unsent: number;
}

export interface ConnectionWatch {
  connection: Readable<Connection>;
  /** Sets whether the socket of the user's room is open. */
  setConnected(connected: boolean): void;
  /** Starts counting unsent commands; the database is not read before. */
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
