import type { Logger } from "../logger/index.js";
import type { Redis } from "../redis/index.js";
import type { Bus } from "./bus.js";
import { Gathering } from "./gathering.js";
import { BACK } from "./hints.js";
import { Listeners } from "./listeners.js";
import { createSharedBus } from "./shared-bus.js";

/** Bytes of one message: a batch of long texts with their updates; larger hints are left to polling. */
const MESSAGE_BYTES = 1024 * 1024;
/** Bytes that may wait for Redis to take them; past that hints are lost rather than gathered. */
const UNTAKEN_BYTES = 8 * 1024 * 1024;
/** A Redis that is silent for longer is not waited for. */
const START_MS = 1_000;

/**
 * The bus over Redis's PUBLISH and SUBSCRIBE. `lineage` keeps it apart from other Rallys on the
 * same Redis. It begins whether or not Redis is there, and what is said meanwhile is lost: the
 * database has it. `redis` stays its owner's to close.
 */
export async function createRedisBus(options: {
  redis: Redis;
  lineage: string;
  logger: Logger;
}): Promise<Bus> {
  const { redis, logger } = options;
  const channel = `rally:${options.lineage}:hints`;
  const listeners = new Listeners(logger);
  let untaken = 0;

  const gathering = new Gathering({
    self: listeners.self,
    bytes: MESSAGE_BYTES,
    send(payload) {
      if (redis.status !== "ready" || untaken > UNTAKEN_BYTES) return;
      untaken += payload.length;
      redis
        .publish(channel, payload)
        .catch(({ message: reason }: Error) => {
          logger.debug({ reason }, "a hint was lost");
        })
        .finally(() => {
          untaken -= payload.length;
        });
    },
  });

  // A connection that listens can do nothing else. It may hear nothing for long, so no answer is late.
  const ear = redis.duplicate({ commandTimeout: undefined, autoResubscribe: false });
  ear.on("error", ({ message: reason }) => {
    logger.debug({ reason }, "the bus cannot listen");
  });
  ear.on("message", (_channel: string, payload: string) => {
    listeners.hear(payload);
  });
  let listening = false;
  let begun = false;
  await new Promise<void>((resolve) => {
    const begin = (): void => {
      begun = true;
      resolve();
    };
    const connected = (): void => {
      if (!listening || redis.status !== "ready") return;
      if (!begun) return begin();
      // Connected late counts as back: others may have spoken meanwhile, or listened.
      gathering.add([BACK, null]);
      listeners.tellBack();
    };
    redis.on("ready", connected);
    ear.on("ready", () => {
      ear.subscribe(channel).then(
        () => {
          listening = true;
          connected();
        },
        ({ message: reason }: Error) => {
          logger.debug({ reason }, "the bus could not listen");
        },
      );
    });
    ear.on("close", () => {
      listening = false;
      begin();
    });
    setTimeout(begin, START_MS).unref();
  });

  return createSharedBus(listeners, gathering, async () => {
    ear.disconnect();
    // What was said last is on its way once Redis has answered something after it.
    await redis.ping().catch(() => undefined);
  });
}
