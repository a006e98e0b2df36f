import pg from "pg";
import type { Logger } from "../logger/index.js";
import type { Bus } from "./bus.js";
import { HintBatcher } from "./hint-batcher.js";
import { BACK } from "./hints.js";
import { Listeners } from "./listeners.js";
import { createSharedBus } from "./shared-bus.js";

const CHANNEL = "rally";
/** PostgreSQL's limit for one notification is 8,000 bytes. */
const MESSAGE_BYTES = 7_800;
const RECONNECT_MS = 500;

/** The bus over LISTEN and NOTIFY, for several processes on one database without Redis. */
export async function createPostgresBus(url: string, logger: Logger): Promise<Bus> {
  const listeners = new Listeners(logger);
  let client: pg.Client | undefined;
  let closed = false;
  /** Notifications are sent one at a time, as the driver requires. */
  let sent: Promise<unknown> = Promise.resolve();

  const batcher = new HintBatcher({
    self: listeners.self,
    bytes: MESSAGE_BYTES,
    send(payload) {
      sent = sent
        .then(() => client?.query("select pg_notify($1, $2)", [CHANNEL, payload]))
        .catch((error: unknown) => {
          logger.warn({ err: error }, "failed to publish a hint");
        });
    },
  });

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: "rally bus" });
    next.on("notification", (message) => {
      listeners.receive(message.payload ?? "");
    });
    next.on("error", (error) => {
      logger.warn({ err: error }, "lost the bus connection");
    });
    next.on("end", () => {
      if (client === next) client = undefined;
      if (!closed) setTimeout(reconnect, RECONNECT_MS).unref();
    });
    await next.connect();
    await next.query(`listen ${CHANNEL}`);
    client = next;
  };
  const reconnect = (): void => {
    if (closed || client) return;
    connect().then(
      () => {
        batcher.add([BACK, null]);
        listeners.deliverReconnect();
      },
      (error: unknown) => {
        logger.warn({ err: error }, "failed to connect the bus");
      },
    );
  };

  await connect();
  return createSharedBus(listeners, batcher, async () => {
    closed = true;
    await sent;
    await client?.end();
  });
}
