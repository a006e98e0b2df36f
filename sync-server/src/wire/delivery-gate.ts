/** A reader whose frames wait while the gate is shut. */
export interface HeldReader {
  /** Sends the frames held before check number `check` began. @returns whether any remain. */
  release(check: number): boolean;
}

/**
 * Holds frames for clients whose permissions were last checked longer than `maxAge` ago, because
 * newer commits may follow a loss. A frame waits for a check that began after it, and is dropped
 * with the sockets that the check closes [S11].
 */
export class DeliveryGate {
  /** The number of the check that began last. */
  check = 0;
  private checkedAt = performance.now();
  private readonly held = new Set<HeldReader>();
  private readonly maxAge: number;

  /** @param maxAge in milliseconds. */
  constructor(maxAge: number) {
    this.maxAge = maxAge;
  }

  /** Milliseconds since the permissions of open sockets were last checked. */
  get age(): number {
    return performance.now() - this.checkedAt;
  }

  /**
   * Whether frames may be sent now. Compares with the clock on each call, because a late event loop
   * delays timers.
   */
  get isOpen(): boolean {
    return this.age <= this.maxAge;
  }

  hold(reader: HeldReader): void {
    this.held.add(reader);
  }

  drop(reader: HeldReader): void {
    this.held.delete(reader);
  }

  /** Starts a check. @returns its number. */
  begin(): number {
    this.check += 1;
    return this.check;
  }

  /**
   * Ends a check of all sockets as of `startedAt`. @returns whether frames remain for the next
   * check.
   */
  end(check: number, startedAt: number): boolean {
    this.checkedAt = Math.max(this.checkedAt, startedAt);
    for (const reader of this.held) {
      if (!reader.release(check)) this.held.delete(reader);
    }
    return this.held.size > 0;
  }
}
