/** Milliseconds of one bucket: an expiry is noticed at most so much later. */
const BUCKET_MS = 250;

/**
 * When the sessions of open sockets expire, in buckets of time: looking for those that are due
 * costs what is due, whatever is open. Times are of the monotonic clock, so that a clock set back
 * keeps no socket open.
 */
export class SessionExpiry {
  private readonly buckets = new Map<number, Set<string>>();
  private readonly bucketOf = new Map<string, number>();
  private next: number;

  constructor(now = performance.now()) {
    this.next = Math.floor(now / BUCKET_MS);
  }

  /** @param remaining Milliseconds until the session expires. */
  set(session: string, remaining: number, now = performance.now()): void {
    this.delete(session);
    this.put(session, this.bucketAt(now + remaining));
  }

  /** The same, unless it is known to expire sooner. */
  setSooner(session: string, remaining: number, now = performance.now()): void {
    const bucket = this.bucketAt(now + remaining);
    if ((this.bucketOf.get(session) ?? Infinity) <= bucket) return;
    this.delete(session);
    this.put(session, bucket);
  }

  private bucketAt(time: number): number {
    return Math.max(this.next, Math.ceil(time / BUCKET_MS));
  }

  private put(session: string, bucket: number): void {
    this.bucketOf.set(session, bucket);
    const sessions = this.buckets.get(bucket) ?? new Set();
    this.buckets.set(bucket, sessions.add(session));
  }

  delete(session: string): void {
    const bucket = this.bucketOf.get(session);
    if (bucket === undefined) return;
    this.bucketOf.delete(session);
    const sessions = this.buckets.get(bucket);
    sessions?.delete(session);
    if (sessions?.size === 0) this.buckets.delete(bucket);
  }

  /** Whether any has expired by now; costs the buckets since the last look. */
  hasDue(now = performance.now()): boolean {
    while (this.next <= now / BUCKET_MS && !this.buckets.has(this.next)) this.next += 1;
    return this.next <= now / BUCKET_MS;
  }

  /** Takes those that have expired by now, unless they were renewed meanwhile: their rows tell. */
  takeDue(now = performance.now()): string[] {
    const due: string[] = [];
    for (; this.next <= now / BUCKET_MS; this.next += 1) {
      due.push(...(this.buckets.get(this.next) ?? []));
    }
    for (const session of due) this.delete(session);
    return due;
  }
}
