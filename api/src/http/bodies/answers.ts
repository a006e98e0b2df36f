import { Readable } from "node:stream";
import type { Context } from "koa";
import { HeldBytes } from "./held-bytes.js";

/** Smaller answers are not counted: they fit the operating system's send buffer. */
const SMALL_ANSWER = 16 * 1024;
/** Bytes per write, so that backpressure shows whether the client reads. */
const CHUNK = 64 * 1024;

/** Counts the bytes of answers until the client has read them or disconnected. */
export class Answers {
  private readonly held: HeldBytes;

  constructor(bounds: { each: number; all: number }) {
    this.held = new HeldBytes(bounds);
  }

  get total(): number {
    return this.held.total;
  }

  /** @throws RallyError `rate_limited` when the user has too many unread answers. */
  requireRoom(key: string): void {
    this.held.requireRoom(key);
  }

  /**
   * Sends `json`. The answer to a completed write (`written`) is never refused, because the client
   * would take the write for failed.
   * @throws RallyError `rate_limited`, `unavailable`
   */
  send(key: string, http: Context, json: string, { written }: { written: boolean }): void {
    const bytes = Buffer.byteLength(json);
    http.type = "application/json; charset=utf-8";
    if (bytes < SMALL_ANSWER) {
      http.body = json;
      return;
    }
    // "close" was emitted already, so nothing would release the bytes counted below.
    if (http.res.destroyed) {
      http.status = 200;
      return;
    }
    if (written) this.held.add(key, bytes);
    else this.held.take(key, bytes);
    http.res.once("close", () => this.held.release(key, bytes));
    const buffer = Buffer.from(json);
    http.body = bytes <= CHUNK ? buffer : Readable.from(chunksOf(buffer));
    http.length = bytes;
  }
}

function* chunksOf(buffer: Buffer): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += CHUNK) yield buffer.subarray(at, at + CHUNK);
}
