import { RallyError } from "@rally/shared/errors";

/**
 * Counts the bytes that requests hold in memory, for each key (an address or a user) and in total,
 * each with a bound.
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
   * Counts `bytes` more for `key`: all of them or none.
   * @throws RallyError `rate_limited` past the bound of the key, `unavailable` past the total
   * bound.
   */
  take(key: string, bytes: number): void {
    const own = (this.byKey.get(key) ?? 0) + bytes;
    if (own > this.bounds.each) throw tooMuchAtOnce();
    if (this.total + bytes > this.bounds.all) {
      throw new RallyError("unavailable", "The server is busy; try again in a moment");
    }
    this.add(key, bytes);
  }

  /** Counts `bytes` more for `key`, even past its bounds. */
  add(key: string, bytes: number): void {
    this.byKey.set(key, (this.byKey.get(key) ?? 0) + bytes);
    this.total += bytes;
  }

  /** @throws RallyError `rate_limited` when `key` is at its bound. */
  requireRoom(key: string): void {
    if ((this.byKey.get(key) ?? 0) >= this.bounds.each) throw tooMuchAtOnce();
  }

  release(key: string, bytes: number): void {
    if (bytes === 0) return;
    const left = (this.byKey.get(key) ?? 0) - bytes;
    if (left > 0) this.byKey.set(key, left);
    else this.byKey.delete(key);
    this.total -= bytes;
  }
}

const tooMuchAtOnce = (): RallyError =>
  new RallyError("rate_limited", "Too many requests at once; try again in a moment");
