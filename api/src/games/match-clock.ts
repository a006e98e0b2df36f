/** What moves on with the clock. */
export interface Stepping {
  /** Moves on by `steps` steps, which are due now. */
  advance(steps: number): void;
}

const STEPS_PER_SECOND = 60;
/** Steps that are made up for after a late event loop; the rest are left out. */
const CATCH_UP = 6;

/**
 * One clock for all real-time matches of the process, 60 steps a second. It runs while there are any.
 */
export class MatchClock {
  private readonly matches = new Set<Stepping>();
  private timer: NodeJS.Timeout | undefined;
  /** When step 0 was due, by `now`. */
  private origin = 0;
  private done = 0;
  private readonly now: () => number;

  /** @param now a clock in milliseconds that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  add(match: Stepping): void {
    this.matches.add(match);
    if (this.timer !== undefined || this.matches.size > 1) return;
    this.origin = this.now();
    this.done = 0;
    this.schedule();
  }

  remove(match: Stepping): void {
    this.matches.delete(match);
    if (this.matches.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Makes the steps that are due. */
  tick(): void {
    const due = Math.floor(((this.now() - this.origin) * STEPS_PER_SECOND) / 1_000);
    const steps = Math.min(due - this.done, CATCH_UP);
    this.done = due;
    if (steps > 0) for (const match of this.matches) match.advance(steps);
  }

  private schedule(): void {
    const next = this.origin + ((this.done + 1) * 1_000) / STEPS_PER_SECOND;
    this.timer = setTimeout(
      () => {
        this.tick();
        if (this.matches.size > 0) this.schedule();
        else this.timer = undefined;
      },
      Math.max(0, next - this.now()),
    );
  }
}
