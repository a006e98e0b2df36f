import type { Logger } from "../logger/index.js";
import type { Redis } from "../redis/index.js";
import type { Bus } from "./bus.js";
import { HintBatcher } from "./hint-batcher.js";
import { BACK } from "./hints.js";
import { Listeners } from "./listeners.js";
import { createSharedBus } from "./shared-bus.js";

/**
 * The largest message in bytes: a batch of long texts with their updates. Larger hints are left to
 * polling.
 */
const MESSAGE_BYTES = 1024 * 1024;
/** Bytes that may wait for Redis; above this, hints are dropped. */
const PENDING_BYTES = 8 * 1024 * 1024;
/** Commands fail when Redis does not answer within this time (ms). */
const START_MS = 1_000;

/**
 * The bus over Redis's PUBLISH and SUBSCRIBE. `lineage` separates it from other Rally installations
 * on the same Redis. It starts even when Redis is unavailable; hints published meanwhile are
 * dropped, because the database holds the state. The caller closes `redis`.
 */
export async function createRedisBus(options: {
  redis: Redis;
  lineage: string;
  logger: Logger;
}): Promise<Bus> {
  const { redis, logger } = options;
  const channel = `rally:${options.lineage}:hints`;
  const listeners = new Listeners(logger);
  let pendingBytes = 0;

  const batcher = new HintBatcher({
    self: listeners.self,
    bytes: MESSAGE_BYTES,
    send(payload) {
      if (redis.status !== "ready" || pendingBytes > PENDING_BYTES) return;
      pendingBytes += payload.length;
      redis
        .publish(channel, payload)
        .catch(({ message: reason }: Error) => {
          logger.debug({ reason }, "failed to publish a hint");
        })
        .finally(() => {
          pendingBytes -= payload.length;
        });
    },
  });

  // A subscribed connection accepts no other commands. It may receive nothing for a long time, so
  // it has no command timeout.
  const subscriber = redis.duplicate({ commandTimeout: undefined, autoResubscribe: false });
  subscriber.on("error", ({ message: reason }) => {
    logger.debug({ reason }, "lost the bus subscription");
  });
  subscriber.on("message", (_channel: string, payload: string) => {
    listeners.receive(payload);
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
      // A late first connection counts as a reconnection, because other processes may have
      // published before.
      batcher.add([BACK, null]);
      listeners.deliverReconnect();
    };
    redis.on("ready", connected);
    subscriber.on("ready", () => {
      subscriber.subscribe(channel).then(
        () => {
          listening = true;
          connected();
        },
        ({ message: reason }: Error) => {
          logger.debug({ reason }, "failed to subscribe to the bus");
        },
      );
    });
    subscriber.on("close", () => {
      listening = false;
      begin();
    });
    setTimeout(begin, START_MS).unref();
  });

  return createSharedBus(listeners, batcher, async () => {
    subscriber.disconnect();
    // Redis handles commands in order, so an answer to a later command proves that the hints were
    // sent.
    await redis.ping().catch(() => undefined);
  });
}
