import type { Middleware } from "koa";
import type { ApiContext } from "../http/index.js";

/** `/healthz`: the process answers. `/readyz`: it can also reach its database. */
export function healthRoutes({ database, logger }: ApiContext): Middleware {
  return async (http, next) => {
    if (http.path === "/healthz") {
      http.body = { success: true, data: { alive: true } };
    } else if (http.path === "/readyz") {
      try {
        await database.raw("select 1");
        http.body = { success: true, data: { ready: true } };
      } catch (error) {
        logger.warn({ err: error }, "not ready");
        http.status = 503;
        http.body = {
          success: false,
          error: { code: "unavailable", message: "The database does not answer" },
        };
      }
    } else {
      await next();
    }
  };
}
