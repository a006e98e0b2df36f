import { Redis } from "ioredis";
import type { Logger } from "../logger/index.js";

export type { Redis } from "ioredis";

/** Redis back within five seconds is heard within five seconds. */
const LONGEST_WAIT_MS = 1_000;
/** A Redis that answers later is as good as none: what it is for can do without it. */
const PATIENCE_MS = 1_000;

/**
 * A connection to Redis that connects by itself, now or later, and again whenever it was lost.
 * Meanwhile commands fail at once, for nothing that Rally keeps in Redis is worth a queue.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS,
    retryStrategy: (times) => Math.min(25 * 2 ** Math.min(times, 10), LONGEST_WAIT_MS),
    connectionName: "rally",
  });
  reportState(redis, logger);
  return redis;
}

/** Says once that Redis is away, and once that it is back, however often it is tried. */
function reportState(redis: Redis, logger: Logger): void {
  let away = false;
  redis.on("error", (error) => {
    if (away) return;
    away = true;
    // No more of the error: it may hold the command, and with it the password.
    const reason = error.message;
    logger.warn(
      { reason },
      "Redis does not answer: servers hear each other by polling until it does",
    );
  });
  redis.on("ready", () => {
    if (away) logger.info("Redis answers again");
    away = false;
  });
}
