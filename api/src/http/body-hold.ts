import type { HeldBytes } from "./held-bytes.js";

/** What bodies may hold: small and large ones apart, so that large ones never keep small ones out. */
export interface BodyPools {
  /** Bytes up to which a body is small. */
  smallBytes: number;
  small: HeldBytes;
  /** Absent where no body may be large. */
  large?: { bodies: HeldBytes; bytes: HeldBytes };
}

/**
 * What one body holds, on the account of `key`: among the small ones until it announces or has more
 * bytes than they have. `release` gives all of it back, once.
 */
export class BodyHold {
  private bytes = 0;
  private isLarge = false;
  private readonly pools: BodyPools;
  private readonly key: string;

  constructor(pools: BodyPools, key: string) {
    this.pools = pools;
    this.key = key;
  }

  /** Says how many bytes are going to come. @throws RallyError `rate_limited` */
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
