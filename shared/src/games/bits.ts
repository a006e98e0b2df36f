/** Writes unsigned integers of given numbers of bits, the highest bit first. */
export class BitWriter {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** @param bits at most 31 */
  write(value: number, bits: number): this {
    for (let left = bits; left > 0;) {
      const [index, free] = [this.#at >> 3, 8 - (this.#at & 7)];
      const count = Math.min(free, left);
      left -= count;
      const part = (value >>> left) & ((1 << count) - 1);
      this.#bytes[index] = (this.#bytes[index] ?? 0) | (part << (free - count));
      this.#at += count;
    }
    return this;
  }

  bytes(): Uint8Array {
    return this.#bytes;
  }
}

/** Reads what `BitWriter` wrote. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @param bits at most 31 */
  read(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0;) {
      const available = 8 - (this.#at & 7);
      const count = Math.min(available, left);
      const part = (this.#bytes[this.#at >> 3] ?? 0) >> (available - count);
      value = (value << count) | (part & ((1 << count) - 1));
      left -= count;
      this.#at += count;
    }
    return value;
  }
}
