import type { HeldBytes } from "./held-bytes.js";

/**
 * Memory that bodies may use. Large bodies have a pool of their own, so that they never block small
 * ones.
 */
export interface BodyPools {
  /** The largest size of a small body. */
  smallBytes: number;
  small: HeldBytes;
  /** Absent where large bodies are refused. */
  large?: { bodies: HeldBytes; bytes: HeldBytes };
}

/**
 * The memory that one body reserves for `key`: in the small pool, until it announces or has more
 * bytes than `smallBytes`. `release` gives all of it back, once.
 */
export class BodyReservation {
  private bytes = 0;
  private isLarge = false;
  private readonly pools: BodyPools;
  private readonly key: string;

  constructor(pools: BodyPools, key: string) {
    this.pools = pools;
    this.key = key;
  }

  /** Announces the size given in Content-Length. @throws RallyError `rate_limited` */
  announce(bytes: number): void {
    if (bytes > this.pools.smallBytes) this.enlarge();
  }

  /** @throws RallyError `rate_limited`, `unavailable` */
  take(bytes: number): void {
    if (this.bytes + bytes > this.pools.smallBytes) this.enlarge();
    this.pool.take(this.key, bytes);
    this.bytes += bytes;
  }

  release(): void {
    this.pool.release(this.key, this.bytes);
    if (this.isLarge) this.pools.large?.bodies.release(this.key, 1);
    this.bytes = 0;
    this.isLarge = false;
  }

  private get pool(): HeldBytes {
    const { small, large } = this.pools;
    return this.isLarge && large ? large.bytes : small;
  }

  private enlarge(): void {
    const { small, large } = this.pools;
    if (this.isLarge || !large) return;
    large.bodies.take(this.key, 1);
    try {
      large.bytes.take(this.key, this.bytes);
    } catch (error) {
      large.bodies.release(this.key, 1);
      throw error;
    }
    small.release(this.key, this.bytes);
    this.isLarge = true;
  }
}
