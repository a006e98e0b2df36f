/**
 * A queue of work, each key once, in the order of arrival. Entries of a failed batch wait separately
 * until they are retried, then each in a batch of its own, so that one bad entry does not block others.
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

  /** Removes and returns the next entries, at most `most`; a suspect is returned alone. */
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

  /** Reports a processed batch. */
  succeed(taken: readonly (readonly [string, T])[]): void {
    for (const [key] of taken) this.suspects.delete(key);
  }

  /** Reports a failed batch. */
  fail(taken: readonly (readonly [string, T])[]): void {
    for (const [key, value] of taken) {
      this.suspects.add(key);
      this.failed.set(key, value);
    }
  }

  /** Puts the failed entries at the end of the queue. */
  retry(): void {
    for (const [key, value] of this.failed) this.waiting.set(key, value);
    this.failed.clear();
  }
}
