import { bodyParser } from "@koa/bodyparser";
import { RallyError } from "@rally/shared/errors";
import type { Context, Middleware } from "koa";

/**
 * Reads JSON bodies of at most `bytes`; anything else is refused in the one error form. What
 * `isRaw` tells is left to its route.
 */
export function readJson(bytes: number, isRaw: (http: Context) => boolean): Middleware {
  const parse = bodyParser({
    enableTypes: ["json"],
    jsonLimit: bytes,
    jsonStrict: false,
    parsedMethods: ["POST", "PUT", "PATCH", "DELETE"],
    onError: (error) => {
      throw bodyError(error);
    },
  });
  return async (http, next) => {
    if (isRaw(http)) {
      await next();
      return;
    }
    const type = http.request.is("json", "+json");
    if (http.method !== "GET" && type === false && (http.request.length ?? 0) > 0) {
      throw new RallyError("unsupported_media_type", "The body must be JSON");
    }
    // Without a parameter there is none to be read, which for Koa costs an exception a request.
    const charset = http.get("Content-Type").includes(";") ? http.request.charset : "";
    if (charset && !/^utf-?8$/i.test(charset)) {
      throw new RallyError("unsupported_media_type", "The body must be UTF-8");
    }
    await parse(http, next);
  };
}

function bodyError(error: Error): RallyError {
  const { status, type } = error as { status?: number; type?: string };
  if (status === 413) return new RallyError("too_large", "The body is too large", { cause: error });
  if (status === 415 || type?.startsWith("encoding") || type?.startsWith("charset")) {
    return new RallyError("unsupported_media_type", "The body's encoding is not understood", {
      cause: error,
    });
  }
  return new RallyError("invalid_json", "The body is not JSON", { cause: error });
}
