const LEAST_GROWTH = 4 * 1024;

/**
 * Collects the chunks of a body in one buffer. Keeping each chunk would cost some 250 bytes of
 * overhead, however small it is. The buffer is at most a quarter, or 4 KB, larger than its content.
 */
export class GrowingBuffer {
  private readonly maxBytes: number;
  private buffer: Buffer | undefined;
  length = 0;

  /** Never grows past `maxBytes` bytes. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Appends a chunk. A single chunk is kept without a copy, because maxBytes bodies have only one. */
  append(chunk: Buffer): void {
    const length = this.length + chunk.length;
    if (this.buffer === undefined) {
      this.buffer = chunk;
    } else {
      if (length > this.buffer.length) this.buffer = this.grown(length);
      chunk.copy(this.buffer, this.length);
    }
    this.length = length;
  }

  bytes(): Buffer {
    return this.buffer?.subarray(0, this.length) ?? Buffer.alloc(0);
  }

  private grown(needed: number): Buffer {
    const size = Math.max(needed + LEAST_GROWTH, Math.ceil(needed * 1.25));
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(size, this.maxBytes)));
    this.buffer?.copy(larger, 0, 0, this.length);
    return larger;
  }
}
