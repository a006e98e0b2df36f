import type { Metrics } from "@rally/shared/server/metrics";
import type { Middleware } from "koa";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Counts and times requests by the pattern of their route: addresses would be without end. */
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
