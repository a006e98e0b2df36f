/** What holds frames back while the gate is shut. */
export interface HeldReader {
  /** Sends the frames that were held before check number `check` began. @returns whether any remain. */
  release(check: number): boolean;
}

/**
 * Nothing is sent to a client whose permissions were last checked longer than `maxAge` ago: what
 * was committed since may be after their loss. Frames then wait until a check that began after they
 * did, and are dropped with the sockets that it closes [S11].
 */
export class DeliveryGate {
  /** The check that began last. */
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

  /** Whether frames may be sent now: compared with the clock each time, since a late loop makes timers late. */
  get isOpen(): boolean {
    return this.age <= this.maxAge;
  }

  hold(reader: HeldReader): void {
    this.held.add(reader);
  }

  drop(reader: HeldReader): void {
    this.held.delete(reader);
  }

  /** A check begins. @returns its number. */
  begin(): number {
    this.check += 1;
    return this.check;
  }

  /** All sockets were checked as of `startedAt`. @returns whether frames remain for the next check. */
  end(check: number, startedAt: number): boolean {
    this.checkedAt = Math.max(this.checkedAt, startedAt);
    for (const reader of this.held) {
      if (!reader.release(check)) this.held.delete(reader);
    }
    return this.held.size > 0;
  }
}
