import { RallyError } from "@rally/shared/errors";

/**
 * Counts the bytes that requests hold in memory: for each key (an address, a user) and for all keys
 * together, each with a bound.
 */
export class HeldBytes {
  private readonly byKey = new Map<string, number>();
  private readonly bounds: { each: number; all: number };
  /** Bytes of all keys. */
  total = 0;

  constructor(bounds: { each: number; all: number }) {
    this.bounds = bounds;
  }

  /**
   * Counts `bytes` more for `key`, all of them or none.
   * @throws RallyError `rate_limited` past the key's bound, `unavailable` past the bound of all.
   */
  take(key: string, bytes: number): void {
    const own = (this.byKey.get(key) ?? 0) + bytes;
    if (own > this.bounds.each) {
      throw new RallyError("rate_limited", "Too many requests at once; try again in a moment");
    }
    if (this.total + bytes > this.bounds.all) {
      throw new RallyError("unavailable", "The server is busy; try again in a moment");
    }
    this.byKey.set(key, own);
    this.total += bytes;
  }

  release(key: string, bytes: number): void {
    if (bytes === 0) return;
    const left = (this.byKey.get(key) ?? 0) - bytes;
    if (left > 0) this.byKey.set(key, left);
    else this.byKey.delete(key);
    this.total -= bytes;
  }
}

/** What one request holds; `release` gives all of it back, once. */
export class Hold {
  private bytes = 0;
  private readonly held: HeldBytes;
  private readonly key: string;

  constructor(held: HeldBytes, key: string) {
    this.held = held;
    this.key = key;
  }

  /** @throws RallyError `rate_limited`, `unavailable` */
  take(bytes: number): void {
    this.held.take(this.key, bytes);
    this.bytes += bytes;
  }

  release(): void {
    this.held.release(this.key, this.bytes);
    this.bytes = 0;
  }
}
