/** Writes unsigned integers of given numbers of bits, the highest bit first. */
export class BitWriter {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** @param bits at most 31 */
  write(value: number, bits: number): this {
    for (let bit = bits - 1; bit >= 0; bit--, this.#at++) {
      if ((value >>> bit) & 1) {
        this.#bytes[this.#at >> 3] = (this.#bytes[this.#at >> 3] ?? 0) | (0x80 >> (this.#at & 7));
      }
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
    for (let left = bits; left > 0; left--, this.#at++) {
      value = (value << 1) | (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}
