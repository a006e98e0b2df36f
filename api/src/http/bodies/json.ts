import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import type { Context } from "koa";
import { readBody, type BodyOptions } from "./body.js";

type Shape = Pick<Limits, "bodyDepth" | "bodyValues">;

/**
 * Reads a JSON body in UTF-8. A request without a body gives `{}`.
 * @throws RallyError `unsupported_media_type`, `invalid_json`, `invalid_input` for a body that is
 * nested too deeply or holds too many values, and the errors of `readBody`.
 */
export async function readJson(
  http: Context,
  options: BodyOptions & { limits: Shape },
): Promise<unknown> {
  const type = http.request.is("json", "+json");
  if (type === false && http.request.length !== 0) {
    throw new RallyError("unsupported_media_type", "The Content-Type must be application/json");
  }
  // Without this check, Koa throws and catches an exception for each request that has no charset.
  const charset = http.get("Content-Type").includes(";") ? http.request.charset : "";
  if (charset && !/^utf-?8$/i.test(charset)) {
    throw new RallyError("unsupported_media_type", "The body must be UTF-8");
  }
  const bytes = await readBody(http, options);
  if (bytes.length === 0) return {};
  checkShape(bytes, options.limits);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch (cause) {
    throw new RallyError("invalid_json", "The body is not valid JSON in UTF-8", { cause });
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Bounds the result of parsing before parsing: one pass over the bytes. */
function checkShape(bytes: Buffer, { bodyDepth, bodyValues }: Shape): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at] ?? 0) {
      case QUOTE:
        at = endOfText(bytes, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        values += 1;
        if (depth > bodyDepth) {
          throw new RallyError("invalid_input", `The body is nested deeper than ${bodyDepth}`);
        }
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COMMA:
        values += 1;
        break;
      default:
    }
    if (values > bodyValues) {
      throw new RallyError("invalid_input", `The body holds more than ${bodyValues} values`);
    }
  }
}

/** The index of the closing quote of the string that begins at `start`, or the end of `bytes`. */
function endOfText(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
