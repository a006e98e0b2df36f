import pg from "pg";
import type { Logger } from "../logger/index.js";
import type { Bus } from "./bus.js";
import { Gathering } from "./gathering.js";
import { BACK } from "./hints.js";
import { Listeners } from "./listeners.js";
import { createSharedBus } from "./shared-bus.js";

const CHANNEL = "rally";
/** PostgreSQL takes 8,000 bytes a notification. */
const MESSAGE_BYTES = 7_800;
const RECONNECT_MS = 500;

/** The bus over LISTEN and NOTIFY, for several Rally processes on one database without Redis. */
export async function createPostgresBus(url: string, logger: Logger): Promise<Bus> {
  const listeners = new Listeners(logger);
  let client: pg.Client | undefined;
  let closed = false;
  /** One after the other, as the driver wants it. */
  let sent: Promise<unknown> = Promise.resolve();

  const gathering = new Gathering({
    self: listeners.self,
    bytes: MESSAGE_BYTES,
    send(payload) {
      sent = sent
        .then(() => client?.query("select pg_notify($1, $2)", [CHANNEL, payload]))
        .catch((error: unknown) => {
          logger.warn({ err: error }, "a hint was lost");
        });
    },
  });

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: "rally bus" });
    next.on("notification", (message) => {
      listeners.hear(message.payload ?? "");
    });
    next.on("error", (error) => {
      logger.warn({ err: error }, "the bus lost its connection");
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
        gathering.add([BACK, null]);
        listeners.tellBack();
      },
      (error: unknown) => {
        logger.warn({ err: error }, "the bus cannot connect yet");
      },
    );
  };

  await connect();
  return createSharedBus(listeners, gathering, async () => {
    closed = true;
    await sent;
    await client?.end();
  });
}
