import { RallyError, type ErrorBody } from "@rally/shared/errors";
import { databaseErrorCode, isPassing } from "@rally/shared/server/database";
import type { ApiContext } from "./context.js";
import type { Middleware } from "koa";

/** The default `Retry-After` in seconds: a busy server is rarely busy for longer. */
const RETRY_AFTER_S = "1";

/** The one place where an error becomes an answer. */
export function answerErrors({ logger, metrics }: ApiContext): Middleware {
  return async (http, next) => {
    try {
      await next();
    } catch (error) {
      const known = asRallyError(error);
      // What is refused because too much comes is counted; a line for each would be more of it.
      const isBusy = error instanceof RallyError && known.code === "unavailable" && !known.cause;
      if (known.status >= 500 && !isBusy) {
        logger.error({ err: error, path: http.path, request: http.state["requestId"] }, "failed");
      }
      metrics.refusals.inc({ reason: known.code });
      http.status = known.status;
      http.body = { success: false, error: known.toBody() } satisfies {
        success: false;
        error: ErrorBody;
      };
      const isTemporary = known.status === 429 || known.status === 503;
      if (isTemporary && !http.response.get("Retry-After")) http.set("Retry-After", RETRY_AFTER_S);
      if (known.status === 401) http.set("WWW-Authenticate", "Bearer");
    }
  };
}

/** What an error means to whoever asked; the unknown reveals nothing. */
export function asRallyError(error: unknown): RallyError {
  if (error instanceof RallyError) return error;
  const code = databaseErrorCode(error);
  if (code === "22021" || code === "22P05") {
    return new RallyError("invalid_input", "A text cannot be stored", { cause: error });
  }
  if (isPassing(error)) {
    return new RallyError("unavailable", "The database does not answer; try again", {
      cause: error,
    });
  }
  return new RallyError("internal", "Something failed on the server", { cause: error });
}
