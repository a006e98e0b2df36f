/**
 * Measures the cost of concurrent tasks: elapsed time, divided equally among the tasks that run at
 * the same time. The costs add up to the time in which any task ran, so a client that slows the
 * server down pays for it.
 */
export class Shares {
  private running = 0;
  /** The cost in milliseconds of a task that runs from the beginning until now. */
  private passed = 0;
  private at = 0;

  /** Begins a task. @returns a function that ends it and returns its cost in milliseconds. */
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
