import { Redis } from "ioredis";
import type { Logger } from "../logger/index.js";

export type { Redis } from "ioredis";

/** The longest reconnection delay, so that a restored Redis is used within five seconds. */
const LONGEST_WAIT_MS = 1_000;
/** A slower Redis counts as unavailable; all its uses are optional. */
const TIMEOUT_MS = 1_000;

/**
 * A Redis connection that connects in the background and reconnects after each loss. Meanwhile
 * commands fail immediately, because no data in Redis is worth a queue.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    retryStrategy: (times) => Math.min(25 * 2 ** Math.min(times, 10), LONGEST_WAIT_MS),
    connectionName: "rally",
  });
  reportState(redis, logger);
  return redis;
}

/** Logs the loss and the return of Redis once each, regardless of the number of attempts. */
function reportState(redis: Redis, logger: Logger): void {
  let away = false;
  redis.on("error", (error) => {
    if (away) return;
    away = true;
    // The error is not logged in full: it may contain the command with the password.
    const reason = error.message;
    logger.warn({ reason }, "Redis does not answer: servers poll for changes until it does");
  });
  redis.on("ready", () => {
    if (away) logger.info("Redis is available again");
    away = false;
  });
}
