/** Bytes by which a buffer grows at least. */
const LEAST_GROWTH = 4 * 1024;

/**
 * Collects the chunks of a body in one buffer. Each chunk on its own would be an object of some 250
 * bytes, however few it brings. Memory is at most a quarter, or 4 KB, more than what has come.
 */
export class GrowingBuffer {
  private readonly most: number;
  private buffer: Buffer | undefined;
  /** Bytes that have come. */
  length = 0;

  /** Never grows past `most` bytes. */
  constructor(most: number) {
    this.most = most;
  }

  /** Appends a chunk. The first one is kept as it is: most bodies have only one. */
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
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(size, this.most)));
    this.buffer?.copy(larger, 0, 0, this.length);
    return larger;
  }
}
