/**
 * Measures what each of several pieces of work cost: the time in which it ran, of which those that
 * ran at the same time each get an equal share. All costs together are the time in which any ran, so
 * an attacker who slows everybody down pays for it, and the others do not.
 */
export class Shares {
  private running = 0;
  /** Milliseconds that a piece of work would have cost had it run from the beginning. */
  private passed = 0;
  private at = 0;

  /** Begins a piece of work. @returns what ends it, and tells its cost in milliseconds. */
  begin(now = performance.now()): (now?: number) => number {
    this.advance(now);
    this.running += 1;
    const from = this.passed;
    return (then = performance.now()) => {
      this.advance(then);
      this.running -= 1;
      return this.passed - from;
    };
  }

  private advance(now: number): void {
    if (this.running > 0) this.passed += (now - this.at) / this.running;
    this.at = now;
  }
}
