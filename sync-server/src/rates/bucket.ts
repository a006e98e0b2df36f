/** A rate: an amount per second, and a burst after a rest. */
export interface Rate {
  perSecond: number;
  atOnce: number;
}

/**
 * A token bucket: unused tokens add up to `atOnce`. Times are milliseconds of the caller's clock,
 * which must never go back.
 */
export class Bucket {
  private level: number;
  private filledAt: number;
  private readonly rate: Rate;

  constructor(rate: Rate, now: number) {
    this.rate = rate;
    this.level = rate.atOnce;
    this.filledAt = now;
  }

  /** Takes all of `amount` or nothing. @returns whether it took the amount. */
  take(amount: number, now: number): boolean {
    this.fill(now);
    if (this.level < amount) return false;
    this.level -= amount;
    return true;
  }

  /** Takes `amount` that is already spent, if necessary on credit. */
  spend(amount: number, now: number): void {
    this.fill(now);
    this.level -= amount;
  }

  /** Milliseconds until tokens are available. 0 when some are. */
  wait(now: number): number {
    this.fill(now);
    return this.level > 0 ? 0 : Math.ceil(((1 - this.level) / this.rate.perSecond) * 1_000);
  }

  /** The available share of `atOnce`, negative on credit. */
  share(now: number): number {
    this.fill(now);
    return this.level / this.rate.atOnce;
  }

  /** Whether the bucket is full, so that it need not be kept. */
  isFull(now: number): boolean {
    this.fill(now);
    return this.level >= this.rate.atOnce;
  }

  private fill(now: number): void {
    const { perSecond, atOnce } = this.rate;
    this.level = Math.min(atOnce, this.level + ((now - this.filledAt) * perSecond) / 1_000);
    this.filledAt = now;
  }
}
