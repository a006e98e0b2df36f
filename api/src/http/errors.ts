import { RallyError, type ErrorBody } from "@rally/shared/errors";
import { databaseErrorCode, isTransient } from "@rally/shared/server/database";
import type { ApiContext } from "./context.js";
import type { Middleware } from "koa";

/** The default `Retry-After` in seconds. */
const RETRY_AFTER_S = "1";

/** Turns every error into an answer. */
export function answerErrors({ logger, metrics }: ApiContext): Middleware {
  return async (http, next) => {
    try {
      await next();
    } catch (error) {
      const known = asRallyError(error);
      // Refusals under load are counted in a metric; a log line for each would add to the load.
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

/** The error as the client sees it. Unknown errors reveal no details. */
export function asRallyError(error: unknown): RallyError {
  if (error instanceof RallyError) return error;
  const code = databaseErrorCode(error);
  if (code === "22021" || code === "22P05") {
    return new RallyError("invalid_input", "The text contains characters that cannot be stored", {
      cause: error,
    });
  }
  if (isTransient(error)) {
    return new RallyError("unavailable", "The database is not available; try again", {
      cause: error,
    });
  }
  return new RallyError("internal", "Internal server error", { cause: error });
}
