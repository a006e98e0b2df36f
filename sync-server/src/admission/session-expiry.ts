/** Milliseconds of one bucket, the longest delay before an expiry is noticed. */
const BUCKET_MS = 250;

/**
 * Expiry times of the sessions of open sockets, in buckets of time: finding due sessions costs only
 * the due ones, however many are open. Times use the monotonic clock, so a clock set back keeps no
 * socket open.
 */
export class SessionExpiry {
  private readonly buckets = new Map<number, Set<string>>();
  private readonly bucketOf = new Map<string, number>();
  private next: number;

  constructor(now = performance.now()) {
    this.next = Math.floor(now / BUCKET_MS);
  }

  /** @param remaining milliseconds until the session expires. */
  set(session: string, remaining: number, now = performance.now()): void {
    this.delete(session);
    this.put(session, this.bucketAt(now + remaining));
  }

  /** Sets the expiry, unless an earlier one is known. */
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

  /** Whether any session has expired. Costs one step per bucket since the last call. */
  hasDue(now = performance.now()): boolean {
    while (this.next <= now / BUCKET_MS && !this.buckets.has(this.next)) this.next += 1;
    return this.next <= now / BUCKET_MS;
  }

  /** Removes and returns sessions that have expired. The caller checks their rows for a renewal. */
  takeDue(now = performance.now()): string[] {
    const due: string[] = [];
    for (; this.next <= now / BUCKET_MS; this.next += 1) {
      due.push(...(this.buckets.get(this.next) ?? []));
    }
    for (const session of due) this.delete(session);
    return due;
  }
}
