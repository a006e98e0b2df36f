import { EventEmitter } from "node:events";
import pg from "pg";
import { newId } from "../../ids/index.js";
import type { Logger } from "../logger/index.js";
import type { Bus } from "./bus.js";

const CHANNEL = "rally";
/** PostgreSQL takes 8,000 bytes a notification; the rest is the frame around them. */
const PAYLOAD_BYTES = 7_800;
/** Hints said within this time travel together: a busy room does not notify for each message. */
const GATHER_MS = 5;
const RECONNECT_MS = 500;

type Spoken = [topic: string, hint: unknown];

/** The bus over LISTEN and NOTIFY, for several Rally processes on one database without Redis. */
export async function createPostgresBus(url: string, logger: Logger): Promise<Bus> {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const self = newId();
  let client: pg.Client | undefined;
  let closed = false;
  let waiting: Spoken[] = [];
  let timer: NodeJS.Timeout | undefined;

  const hear = (payload: string): void => {
    try {
      const [from, spoken] = JSON.parse(payload) as [string, Spoken[]];
      if (from === self) return;
      for (const [topic, hint] of spoken) emitter.emit(topic, hint, from);
    } catch (error) {
      // Hints are only hints: what one of them spoils is found by the next look.
      logger.warn({ err: error }, "a hint was not understood");
    }
  };

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: "rally bus" });
    next.on("notification", (message) => {
      hear(message.payload ?? "");
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
    connect().catch((error: unknown) => {
      logger.warn({ err: error }, "the bus cannot connect yet");
    });
  };

  const send = (): void => {
    timer = undefined;
    const spoken = waiting;
    waiting = [];
    if (!client) return;
    for (const payload of payloads(self, spoken)) {
      client.query("select pg_notify($1, $2)", [CHANNEL, payload]).catch((error: unknown) => {
        logger.warn({ err: error }, "a hint was lost");
      });
    }
  };

  await connect();
  return {
    self,
    shared: true,
    publish(topic, hint) {
      emitter.emit(topic, hint, self);
      waiting.push([topic, hint]);
      timer ??= setTimeout(send, GATHER_MS);
    },
    subscribe(topic, listener) {
      emitter.on(topic, listener);
      return () => emitter.off(topic, listener);
    },
    async close() {
      if (timer) {
        clearTimeout(timer);
        send();
      }
      closed = true;
      emitter.removeAllListeners();
      await client?.end();
    },
  };
}

/** Packs hints into as few notifications as fit; one that fits nowhere is left out. */
function* payloads(self: string, spoken: Spoken[]): Generator<string> {
  let parts: string[] = [];
  let bytes = 0;
  const pack = (): string => `["${self}",[${parts.join(",")}]]`;
  for (const hint of spoken) {
    const part = JSON.stringify(hint);
    const size = Buffer.byteLength(part) + 1;
    if (size > PAYLOAD_BYTES - 64) continue;
    if (bytes + size > PAYLOAD_BYTES - 64) {
      yield pack();
      parts = [];
      bytes = 0;
    }
    parts.push(part);
    bytes += size;
  }
  if (parts.length > 0) yield pack();
}
