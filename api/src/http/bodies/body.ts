import type { IncomingMessage } from "node:http";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import type { Context } from "koa";
import type { BodyReservation } from "./body-reservation.js";
import { GrowingBuffer } from "./growing-buffer.js";

/** How one body is read: its size limit, the memory reservation, and the minimum pace. */
export interface BodyOptions {
  maxBytes: number;
  hold: BodyReservation;
  limits: Pick<
    Limits,
    "bodyWindow" | "bodyPace" | "bodyTime" | "bodyTotalPace" | "bodyPieces" | "bodyPieceBytes"
  >;
}

/**
 * Reads the bytes of a body; a request without a body has none. They count on `hold` until the
 * caller releases it.
 * @throws RallyError `unsupported_media_type` for any Content-Encoding, `too_large`, `too_slow`,
 * `invalid_input` for too many small chunks, and the errors of `hold`.
 */
export async function readBody(http: Context, options: BodyOptions): Promise<Buffer> {
  const { req: request } = http;
  const { "content-encoding": encoding, "content-length": length } = request.headers;
  if (encoding !== undefined) {
    throw new RallyError("unsupported_media_type", "A body must not have a Content-Encoding");
  }
  if (Number(length ?? 0) > options.maxBytes) throw tooLarge(options.maxBytes);
  options.hold.announce(Number(length ?? 0));
  if (request.headers.expect !== undefined) http.res.writeContinue();
  return request.complete ? readWhole(request, options) : readChunks(request, options);
}

function tooLarge(maxBytes: number): RallyError {
  return new RallyError("too_large", `The body is larger than ${maxBytes} bytes`);
}

/** Most bodies arrive together with their headers and need neither listeners nor a timer. */
function readWhole(request: IncomingMessage, { maxBytes, hold }: BodyOptions): Buffer {
  const bytes = (request.read() as Buffer | null) ?? Buffer.alloc(0);
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  hold.take(bytes.length);
  return bytes;
}

function readChunks(
  request: IncomingMessage,
  { maxBytes, hold, limits }: BodyOptions,
): Promise<Buffer> {
  const { bodyWindow, bodyPace, bodyTime, bodyTotalPace, bodyPieces, bodyPieceBytes } = limits;
  return new Promise((resolve, reject) => {
    const body = new GrowingBuffer(maxBytes);
    const began = performance.now();
    let chunks = 0;
    let due = 1;
    let settled = false;
    const settle = (error?: Error): void => {
      settled = true;
      clearInterval(timer);
      request.off("data", take).off("end", end).off("close", fail).off("error", fail);
      if (error) {
        request.pause();
        reject(error);
      } else {
        resolve(body.bytes());
      }
    };
    const take = (chunk: Buffer): void => {
      chunks += 1;
      try {
        if (body.length + chunk.length > maxBytes) throw tooLarge(maxBytes);
        if (chunks > bodyPieces + body.length / bodyPieceBytes) throw tooManyChunks();
        hold.take(chunk.length);
      } catch (error) {
        settle(error as Error);
        return;
      }
      body.append(chunk);
    };
    const end = (): void => settle();
    const fail = (): void => {
      settle(new RallyError("invalid_json", "The request body is incomplete"));
    };
    const checkPace = (): void => {
      if (settled) return;
      const deadline = bodyTime + (body.length / bodyTotalPace) * 1_000;
      const isLate = performance.now() - began > deadline;
      if (body.length < due || isLate) {
        settle(new RallyError("too_slow", "The request body arrives too slowly"));
      }
      due = body.length + (bodyPace * bodyWindow) / 1_000;
    };
    // Data that arrived while the event loop was busy is read before the pace is checked.
    const timer = setInterval(() => setImmediate(checkPace), bodyWindow);
    request.on("data", take).on("end", end).on("close", fail).on("error", fail);
  });
}

const tooManyChunks = (): RallyError =>
  new RallyError("invalid_input", "The body arrives in too many small chunks");
