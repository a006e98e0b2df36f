import type { IncomingMessage } from "node:http";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import type { Context } from "koa";
import type { BodyHold } from "./body-hold.js";
import { GrowingBuffer } from "./growing-buffer.js";

/** How one body is read: its bound in bytes, on whose account it is held, and how slow it may be. */
export interface BodyTerms {
  most: number;
  hold: BodyHold;
  limits: Pick<
    Limits,
    "bodyWindow" | "bodyPace" | "bodyTime" | "bodyTotalPace" | "bodyPieces" | "bodyPieceBytes"
  >;
}

/**
 * Reads the bytes of a body. A request without one has none. What has come counts on `hold` until
 * the caller releases it.
 * @throws RallyError `unsupported_media_type` for any Content-Encoding, `too_large`, `too_slow`,
 * `invalid_input` for too many small chunks, and what `hold` refuses.
 */
export async function readBody(http: Context, terms: BodyTerms): Promise<Buffer> {
  const { req: request } = http;
  const { "content-encoding": encoding, "content-length": length } = request.headers;
  if (encoding !== undefined) {
    throw new RallyError("unsupported_media_type", "A body must not have a Content-Encoding");
  }
  if (Number(length ?? 0) > terms.most) throw tooLarge(terms.most);
  terms.hold.announce(Number(length ?? 0));
  if (request.headers.expect !== undefined) http.res.writeContinue();
  return request.complete ? readWhole(request, terms) : readPieces(request, terms);
}

function tooLarge(most: number): RallyError {
  return new RallyError("too_large", `The body is larger than ${most} bytes`);
}

/** Most bodies have come with their headers: they need neither events nor a clock. */
function readWhole(request: IncomingMessage, { most, hold }: BodyTerms): Buffer {
  const bytes = (request.read() as Buffer | null) ?? Buffer.alloc(0);
  if (bytes.length > most) throw tooLarge(most);
  hold.take(bytes.length);
  return bytes;
}

function readPieces(request: IncomingMessage, { most, hold, limits }: BodyTerms): Promise<Buffer> {
  const { bodyWindow, bodyPace, bodyTime, bodyTotalPace, bodyPieces, bodyPieceBytes } = limits;
  return new Promise((resolve, reject) => {
    const body = new GrowingBuffer(most);
    const began = performance.now();
    let pieces = 0;
    let due = 1;
    let settled = false;
    const settle = (error?: Error): void => {
      settled = true;
      clearInterval(watch);
      request.off("data", take).off("end", end).off("close", broken).off("error", broken);
      if (error) {
        request.pause();
        reject(error);
      } else {
        resolve(body.bytes());
      }
    };
    const take = (piece: Buffer): void => {
      pieces += 1;
      try {
        if (body.length + piece.length > most) throw tooLarge(most);
        if (pieces > bodyPieces + body.length / bodyPieceBytes) throw tooManyPieces();
        hold.take(piece.length);
      } catch (error) {
        settle(error as Error);
        return;
      }
      body.append(piece);
    };
    const end = (): void => settle();
    const broken = (): void => {
      settle(new RallyError("invalid_json", "The body has not come whole"));
    };
    const judge = (): void => {
      if (settled) return;
      const deadline = bodyTime + (body.length / bodyTotalPace) * 1_000;
      const isLate = performance.now() - began > deadline;
      if (body.length < due || isLate) {
        settle(new RallyError("too_slow", "The body comes too slowly"));
      }
      due = body.length + (bodyPace * bodyWindow) / 1_000;
    };
    // After a late timer of ours, what has come meanwhile is read before it is judged.
    const watch = setInterval(() => setImmediate(judge), bodyWindow);
    request.on("data", take).on("end", end).on("close", broken).on("error", broken);
  });
}

const tooManyPieces = (): RallyError =>
  new RallyError("invalid_input", "The body comes in too many small chunks");
