import type { Metrics } from "@rally/shared/server/metrics";
import { answerOperations } from "@rally/shared/server/operations";
import type { Middleware } from "koa";
import type { ApiContext } from "./context.js";

/** Serves `/healthz`, `/readyz` and `/metrics` to the operator, and 404 to everybody else. */
export function healthRoutes(context: ApiContext): Middleware {
  return async (http, next) => {
    const answer = await answerOperations(http.req, context);
    if (!answer) {
      await next();
      return;
    }
    http.status = answer.status;
    http.set("Cache-Control", "no-store");
    http.type = answer.type;
    http.body = answer.body;
  };
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Counts and times requests by route pattern, because the number of paths is unbounded. */
export function measureRequests({ httpRequests, httpSeconds }: Metrics): Middleware {
  return async (http, next) => {
    const began = performance.now();
    await next();
    const { _matchedRoute: matched } = http as { _matchedRoute?: unknown };
    const route = typeof matched === "string" ? matched : "other";
    const method = METHODS.has(http.method) ? http.method : "other";
    httpRequests.inc({ method, route, status: String(http.status) });
    httpSeconds.observe({ method, route }, (performance.now() - began) / 1_000);
  };
}
