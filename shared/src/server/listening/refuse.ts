import type { ServerResponse } from "node:http";
import type { RallyError } from "../../errors/index.js";

/** Answers a request that no part of the app gets to see, in the one error form. */
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
