import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import Router from "@koa/router";
import { RallyError } from "@rally/shared/errors";
import helmet from "koa-helmet";
import Koa from "koa";
import { accountHandlers, accountRoutes, authenticator } from "./accounts/index.js";
import { banHandlers } from "./bans/index.js";
import { blockHandlers, blockRoutes } from "./blocks/index.js";
import { commandRoutes, Dispatcher } from "./commands/index.js";
import { conversationHandlers, conversationRoutes } from "./conversations/index.js";
import { healthRoutes } from "./health/index.js";
import {
  type ApiContext,
  answerErrors,
  chargeRates,
  measureRequests,
  openApiDocument,
  readJson,
  serveApp,
} from "./http/index.js";
import { memberHandlers, memberRoutes } from "./members/index.js";
import { peopleRoutes } from "./people/index.js";

const APP_DIRECTORY = fileURLToPath(new URL("../../pwa/dist", import.meta.url));

/** The HTTP side of Rally: `/api/v1/…`, health, and the app at every other address. */
export function createApp(context: ApiContext): RequestListener {
  const dispatcher = new Dispatcher(context, [
    ...conversationHandlers(context),
    ...accountHandlers(context),
    ...memberHandlers(),
    ...blockHandlers(context),
    ...banHandlers(context),
  ]);
  const mounted = [
    ...accountRoutes(context, dispatcher),
    ...commandRoutes(dispatcher),
    ...conversationRoutes(context, dispatcher),
    ...memberRoutes(context),
    ...peopleRoutes(context),
    ...blockRoutes(context),
  ];
  const router = new Router();
  const gate = { authenticate: authenticator(context), charge: chargeRates(context) };
  for (const route of mounted) route.mount(router, gate);
  const document = openApiDocument(mounted.map(({ route }) => route));
  router.get("/api/v1/openapi.json", (http) => {
    http.body = document;
  });

  const app = new Koa();
  app.on("error", (error: unknown) => {
    context.logger.warn({ err: error }, "a response could not be sent");
  });
  app.use(async (http, next) => {
    http.state["requestId"] = randomUUID();
    http.set("X-Request-Id", String(http.state["requestId"]));
    await next();
  });
  app.use(measureRequests(context.metrics));
  app.use(answerErrors(context));
  app.use(securityHeaders(context));
  app.use(healthRoutes(context));
  app.use(async (http, next) => {
    if (/^\/api(\/|$)/.test(http.path)) http.set("Cache-Control", "no-store");
    await next();
  });
  app.use(readJson(context.limits.bodyBytes));
  app.use(router.routes());
  const files = serveApp(APP_DIRECTORY);
  app.use(async (http, next) => {
    if (/^\/(api|sync|game|metrics)(\/|$)/.test(http.path)) throw unknownRoute(router, http);
    await files(http, next);
  });
  const listen = app.callback();
  return (request, response) => void listen(request, response);
}

function unknownRoute(router: Router, http: Koa.Context): RallyError {
  const { path } = router.match(http.path, http.method);
  if (path.length === 0) return new RallyError("unknown_route", `There is nothing at ${http.path}`);
  http.set("Allow", [...new Set(path.flatMap((layer) => layer.methods))].join(", "));
  return new RallyError("method_not_allowed", `${http.method} is not for ${http.path}`);
}

function securityHeaders(context: ApiContext): Koa.Middleware {
  const https = context.publicUrl?.startsWith("https:") ?? false;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        // Lit puts styles in constructed sheets; the component library sets some style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: https,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: "no-referrer" },
  });
}
