import type { IncomingMessage, ServerResponse } from "node:http";
import { RallyError } from "../../errors/index.js";

/** Headers that decide who asks and for what: of two, a proxy might believe one and Rally the other. */
const SINGLE = new Set(["host", "authorization", "content-type", "content-encoding", "origin"]);

/** The name of a header that must be there once and is there more often. */
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

/** Answers 400 in the one error form. */
export function refuseRepeated(name: string, response: ServerResponse): void {
  const error = new RallyError("invalid_input", `The header ${name} is given more than once`);
  const body = JSON.stringify({ success: false, error: error.toBody() });
  response.writeHead(error.status, {
    "Content-Length": Buffer.byteLength(body),
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
  });
  response.end(body);
}
