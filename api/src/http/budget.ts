import type { Redis } from "@rally/shared/server/redis";
import type { Logger } from "@rally/shared/server/logger";

/** Milliseconds of work that one key may cause a second, and at once after a rest. */
interface Allowed {
  perSecond: number;
  atOnce: number;
}

/** Milliseconds between two exchanges with Redis: spending is published by then. */
const EXCHANGE_MS = 250;
/** Debt counts up to this many milliseconds of waiting: one expensive request does not lock its user out. */
const LONGEST_WAIT_MS = 30_000;
/** Keys above which those that owe nothing are forgotten. */
const MANY_KEYS = 10_000;

/**
 * Token buckets of measured cost, one for each key: cost is known only once the work is done, so it
 * is spent afterwards, if need be on credit, and the key waits until its debt is paid. Kept as the
 * time at which the bucket is full again (the generic cell rate algorithm). With Redis, servers
 * spend from one bucket; without it, or while it is away, each counts for itself.
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

  /** Milliseconds until `key` may cause work again; 0 when it may now. */
  wait(key: string, now = performance.now()): number {
    return Math.max(0, (this.fullAt.get(key) ?? 0) - now - this.burst);
  }

  /** Counts `cost` milliseconds of work that `key` has caused. */
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

  /** Tells Redis what was spent here, and learns what was spent everywhere. */
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
      // Redis says by itself that it is away; each server goes on counting for itself.
      logger.debug({ err: error }, "failed to share budgets");
    });
  }
}

/** `advance`, by Redis's own clock: answers the milliseconds until the bucket is full again. */
const SPEND = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + ARGV[1]
full = math.min(full, now + ARGV[2])
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil(full - now) + 1)
return math.floor(full - now)`;
