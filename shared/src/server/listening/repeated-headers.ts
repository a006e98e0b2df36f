import type { IncomingMessage } from "node:http";
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

/** What a request with such a header is refused with. */
export const repeatedError = (name: string): RallyError =>
  new RallyError("invalid_input", `The header ${name} is given more than once`);
