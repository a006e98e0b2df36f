/** So many a second, and so many at once after a rest. */
export interface Rate {
  perSecond: number;
  atOnce: number;
}

/**
 * A token bucket: what was not used up adds up to `atOnce`. Times are milliseconds of whatever
 * clock the caller passes, which never goes back.
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

  /** Takes `amount`, all of it or nothing. @returns whether it was there. */
  take(amount: number, now: number): boolean {
    this.fill(now);
    if (this.level < amount) return false;
    this.level -= amount;
    return true;
  }

  /** Takes `amount` that is spent already, if need be on credit. */
  spend(amount: number, now: number): void {
    this.fill(now);
    this.level -= amount;
  }

  /** Milliseconds until something is there again; 0 when something is. */
  wait(now: number): number {
    this.fill(now);
    return this.level > 0 ? 0 : Math.ceil(((1 - this.level) / this.rate.perSecond) * 1_000);
  }

  /** How much of `atOnce` is there; below 0 on credit. */
  share(now: number): number {
    this.fill(now);
    return this.level / this.rate.atOnce;
  }

  /** Whether it is as it was made, so that it need not be remembered. */
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
