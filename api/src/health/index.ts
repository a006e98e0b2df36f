import { answerOperations } from "@rally/shared/server/operations";
import type { Middleware } from "koa";
import type { ApiContext } from "../http/index.js";

/** `/healthz`, `/readyz` and `/metrics`: what whoever runs Rally asks; for others they are not there. */
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
