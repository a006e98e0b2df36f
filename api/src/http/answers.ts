import { Readable } from "node:stream";
import type { Context } from "koa";
import { HeldBytes } from "./held-bytes.js";

/** Answers below it are not counted: they fit what the system takes from us at once. */
const SMALL_ANSWER = 16 * 1024;
/** Bytes given to the connection at once, so that it shows whether its client takes them. */
const PIECE = 64 * 1024;

/** Counts the bytes of answers until their clients have taken them, or are gone. */
export class Answers {
  private readonly held: HeldBytes;

  constructor(bounds: { each: number; all: number }) {
    this.held = new HeldBytes(bounds);
  }

  /** Bytes of all answers that wait to be taken. */
  get total(): number {
    return this.held.total;
  }

  /** Refuses a user whose unread answers have reached the bound. @throws RallyError `rate_limited` */
  requireRoom(key: string): void {
    this.held.requireRoom(key);
  }

  /**
   * Makes `json` the answer. The answer of a write that is done (`written`) is never refused: the
   * client would take the write for failed. @throws RallyError `rate_limited`, `unavailable`
   */
  send(key: string, http: Context, json: string, { written }: { written: boolean }): void {
    const bytes = Buffer.byteLength(json);
    http.type = "application/json; charset=utf-8";
    if (bytes < SMALL_ANSWER) {
      http.body = json;
      return;
    }
    // Its "close" is past: nothing would give back what is counted now.
    if (http.res.destroyed) {
      http.status = 200;
      return;
    }
    if (written) this.held.add(key, bytes);
    else this.held.take(key, bytes);
    http.res.once("close", () => this.held.release(key, bytes));
    const buffer = Buffer.from(json);
    http.body = bytes <= PIECE ? buffer : Readable.from(piecesOf(buffer));
    http.length = bytes;
  }
}

function* piecesOf(buffer: Buffer): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += PIECE) yield buffer.subarray(at, at + PIECE);
}
