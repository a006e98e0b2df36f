/**
 * What waits to be processed, each key once, in the order in which it came. Those of a batch that
 * failed are kept apart until they are retried, and then come one by one: what cannot be processed
 * holds up nothing else.
 */
export class Backlog<T> {
  private readonly waiting = new Map<string, T>();
  private readonly failed = new Map<string, T>();
  /** Keys of a batch that failed. */
  private readonly suspects = new Set<string>();

  get size(): number {
    return this.waiting.size;
  }

  get hasFailed(): boolean {
    return this.failed.size > 0;
  }

  add(key: string, value: T): void {
    if (!this.failed.has(key)) this.waiting.set(key, value);
  }

  /** Takes out the next ones, at most `most`; a suspect comes alone. */
  take(most: number): [key: string, value: T][] {
    const taken: [string, T][] = [];
    for (const entry of this.waiting) {
      const isSuspect = this.suspects.has(entry[0]);
      if (taken.length >= (isSuspect ? 1 : most)) break;
      taken.push(entry);
      if (isSuspect) break;
    }
    for (const [key] of taken) this.waiting.delete(key);
    return taken;
  }

  /** They were processed. */
  succeed(taken: readonly (readonly [string, T])[]): void {
    for (const [key] of taken) this.suspects.delete(key);
  }

  /** One of them cannot be processed. */
  fail(taken: readonly (readonly [string, T])[]): void {
    for (const [key, value] of taken) {
      this.suspects.add(key);
      this.failed.set(key, value);
    }
  }

  /** Those that failed wait again, behind the others. */
  retry(): void {
    for (const [key, value] of this.failed) this.waiting.set(key, value);
    this.failed.clear();
  }
}
