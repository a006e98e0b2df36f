import type { Redis } from "@rally/shared/server/redis";
import type { Logger } from "@rally/shared/server/logger";

/** Milliseconds of work allowed for one key: per second, and in a burst. */
interface Allowed {
  perSecond: number;
  atOnce: number;
}

/** Milliseconds between two exchanges with Redis. */
const EXCHANGE_MS = 250;
/**
 * Debt is capped at this many milliseconds of waiting, so that one expensive request does not lock
 * its user out.
 */
const LONGEST_WAIT_MS = 30_000;
/** Above this number of keys, keys without debt are deleted. */
const MANY_KEYS = 10_000;

/**
 * Token buckets of measured cost, one for each key. The cost is known only after the work, so it is
 * charged afterwards, and the key waits until its debt is paid. A bucket is stored as the time at
 * which it is full again (generic cell rate algorithm). With Redis, servers share the buckets;
 * without it, or while it is down, each server counts on its own.
 */
export class Budget {
  private readonly fullAt = new Map<string, number>();
  private readonly unshared = new Map<string, number>();
  private readonly rate: number;
  private readonly burst: number;
  private exchange: NodeJS.Timeout | undefined;
  private readonly shared: { redis: Redis; prefix: string; logger: Logger } | undefined;

  constructor(allowed: Allowed, shared?: { redis: Redis; prefix: string; logger: Logger }) {
    this.rate = allowed.perSecond / 1_000;
    this.burst = allowed.atOnce / this.rate;
    this.shared = shared;
  }

  /** Milliseconds until `key` may cause work again, or 0. */
  wait(key: string, now = performance.now()): number {
    return Math.max(0, (this.fullAt.get(key) ?? 0) - now - this.burst);
  }

  /** Charges `cost` milliseconds of work to `key`. */
  spend(key: string, cost: number, now = performance.now()): void {
    this.advance(key, cost / this.rate, now);
    if (!this.shared) return;
    this.unshared.set(key, (this.unshared.get(key) ?? 0) + cost / this.rate);
    this.exchange ??= setTimeout(() => void this.share(), EXCHANGE_MS).unref();
  }

  private advance(key: string, by: number, now: number): void {
    const latest = now + this.burst + LONGEST_WAIT_MS;
    this.fullAt.set(key, Math.min(Math.max(this.fullAt.get(key) ?? 0, now) + by, latest));
    if (this.fullAt.size <= MANY_KEYS) return;
    for (const [each, until] of this.fullAt) if (until <= now) this.fullAt.delete(each);
  }

  /** Sends Redis the cost charged here, and reads the total of all servers. */
  private async share(): Promise<void> {
    this.exchange = undefined;
    const spent = [...this.unshared];
    this.unshared.clear();
    if (!this.shared) return;
    const { redis, prefix, logger } = this.shared;
    const most = this.burst + LONGEST_WAIT_MS;
    await Promise.all(
      spent.map(async ([key, by]) => {
        const ahead = Number(await redis.eval(SPEND, 1, `${prefix}:${key}`, by, most));
        this.fullAt.set(key, Math.max(this.fullAt.get(key) ?? 0, performance.now() + ahead));
      }),
    ).catch((error: unknown) => {
      // The Redis client logs the outage; until it ends each server counts on its own.
      logger.debug({ err: error }, "failed to share budgets");
    });
  }
}

/** `advance` with Redis's clock. Returns the milliseconds until the bucket is full. */
const SPEND = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + ARGV[1]
full = math.min(full, now + ARGV[2])
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil(full - now) + 1)
return math.floor(full - now)`;
