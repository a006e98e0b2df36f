import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { RallyError } from "../../errors/index.js";

/** Answers a request with the common error format before any route handles it. */
export function refuse(error: RallyError, response: ServerResponse): void {
  const body = JSON.stringify({ success: false, error: error.toBody() });
  response.writeHead(error.status, {
    "Content-Length": Buffer.byteLength(body),
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    ...(error.status === 429 && { "Retry-After": "1" }),
  });
  response.end(body);
}

/**
 * Headers that identify the requester. A proxy and Rally could each use a different one of two
 * values.
 */
const SINGLE = new Set(["host", "authorization", "content-type", "content-encoding", "origin"]);

/** The name of a repeated header that must occur once. */
export function repeatedHeader({ rawHeaders }: IncomingMessage): string | undefined {
  let seen: Set<string> | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (!SINGLE.has(name)) continue;
    if (seen?.has(name)) return name;
    (seen ??= new Set()).add(name);
  }
  return undefined;
}

/** The error for a request with a repeated header. */
export const repeatedError = (name: string): RallyError =>
  new RallyError("invalid_input", `The header ${name} is given more than once`);

/** How long (ms) a client may continue to send after an early answer. */
const LINGER_MS = 1_000;

/**
 * Ends connections whose request was answered before its whole body arrived. Closing at once could
 * lose the answer while the client sends, so the remaining data is read and discarded first.
 */
export function endUnfinished(server: Server): void {
  server.on("request", (request, response) => {
    response.once("finish", () => {
      if (request.complete) return;
      const { socket } = request;
      const timer = setTimeout(() => {
        if (!request.complete) socket.destroy();
      }, LINGER_MS);
      timer.unref();
      socket.once("close", () => clearTimeout(timer));
    });
  });
}
