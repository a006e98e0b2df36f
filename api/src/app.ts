import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import Router from "@koa/router";
import { RallyError } from "@rally/shared/errors";
import type { OnStop } from "@rally/shared/server/process";
import Koa from "koa";
import { accountHandlers, accountRoutes } from "./accounts/index.js";
import { authenticator, refuseBannedAddresses } from "./auth/index.js";
import { auditRoutes } from "./audit/index.js";
import {
  banRoutes,
  conversationBanHandlers,
  serverBanHandlers,
  serverBanRoutes,
} from "./bans/index.js";
import { commandRoutes, Dispatcher } from "./commands/index.js";
import { channelHandlers, channelRoutes } from "./channels/index.js";
import { conversationHandlers, conversationRoutes } from "./conversations/index.js";
import { emojiRoutes, stickerRoutes } from "./expressions/index.js";
import { gameHandlers, gameRoutes, type GameContext } from "./games/index.js";
import { exportRoutes } from "./export/index.js";
import {
  serveFiles,
  healthRoutes,
  answerErrors,
  keepReleases,
  limitRates,
  limitWork,
  measureRequests,
  openApiDocument,
  openBodies,
  securityHeaders,
  serveApp,
} from "./http/index.js";
import { inviteHandlers, inviteRoutes } from "./invites/index.js";
import { homeRoutes } from "./home/index.js";
import { memberHandlers, memberRoutes } from "./members/index.js";
import { messageLogRoutes } from "./message-log/index.js";
import { notificationHandlers, notificationRoutes } from "./notifications/index.js";
import { peopleRoutes, pictureTaker, profileHandlers } from "./people/index.js";
import { presenceHandlers, presenceRoutes } from "./presence/index.js";
import { pushRoutes } from "./push/index.js";
import {
  blockHandlers,
  blockRoutes,
  friendHandlers,
  friendRoutes,
  ignoreHandlers,
} from "./relationships/index.js";
import { reportHandlers, reportRoutes } from "./reports/index.js";
import { slashTextHandler } from "./slash-commands/index.js";
import { signInRoutes } from "./sign-in/index.js";

const APP_DIRECTORY = fileURLToPath(new URL("../../pwa/dist", import.meta.url));

/**
 * Paths that never belong to the app, in any letter case: `/API/v1/me` is neither a route nor a
 * page.
 */
const RESERVED = /^\/(api|sync|game|metrics|healthz|readyz)(\/|$)/i;

/** The HTTP side of Rally: `/api/v1/…`, health, and the app at every other path. */
export function createApp(context: GameContext, onStop: OnStop): RequestListener {
  const dispatcher = new Dispatcher(context, [
    ...conversationHandlers(context),
    ...accountHandlers(context),
    ...memberHandlers(),
    ...channelHandlers(),
    ...inviteHandlers(context),
    ...blockHandlers(context),
    ...serverBanHandlers(context),
    ...conversationBanHandlers(),
    ...presenceHandlers(context),
    ...notificationHandlers(),
    ...friendHandlers(context),
    ...ignoreHandlers(context),
    ...profileHandlers(context),
    ...reportHandlers(),
    ...gameHandlers(context),
    slashTextHandler(context),
  ]);
  const work = limitWork(context);
  const takePicture = pictureTaker(context);
  const mounted = [
    ...accountRoutes(context, dispatcher),
    ...signInRoutes(context),
    ...commandRoutes(context, dispatcher, work),
    ...conversationRoutes(context, dispatcher, takePicture),
    ...memberRoutes(context, dispatcher),
    ...banRoutes(context, dispatcher),
    ...serverBanRoutes(context, dispatcher),
    ...auditRoutes(context),
    ...reportRoutes(context, dispatcher),
    ...messageLogRoutes(context),
    ...channelRoutes(context, dispatcher),
    ...inviteRoutes(context, dispatcher),
    ...peopleRoutes(context, takePicture),
    ...emojiRoutes(context, takePicture),
    ...stickerRoutes(context, takePicture),
    ...friendRoutes(context, dispatcher),
    ...blockRoutes(context),
    ...presenceRoutes(context),
    ...homeRoutes(context),
    ...notificationRoutes(context),
    ...pushRoutes(context),
    ...exportRoutes(context),
    ...gameRoutes(context, dispatcher),
  ];
  const router = new Router({ sensitive: true });
  const chargeRequest: Koa.Middleware = async (http, next) => {
    work.checkAddressBudget(http);
    work.chargeAddress(http);
    await next();
  };
  const checks = {
    work,
    authenticate: authenticator(context),
    rates: limitRates(context),
    openBody: openBodies(context),
  };
  for (const route of mounted) route.mount(router, checks);
  router.use("/api/v1/files", chargeRequest);
  serveFiles(router, context);
  const document = Buffer.from(JSON.stringify(openApiDocument(mounted.map(({ route }) => route))));
  router.get("/api/v1/openapi.json", chargeRequest, (http) => {
    http.type = "application/json; charset=utf-8";
    http.body = document;
  });

  const app = new Koa();
  app.on("error", (error: unknown) => {
    context.logger.warn({ err: error }, "failed to send a response");
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
    if (RESERVED.test(http.path)) http.set("Cache-Control", "no-store");
    await next();
  });
  app.use(refuseBannedAddresses(context, work));
  app.use(router.routes());
  const releases = keepReleases(APP_DIRECTORY, context.dataDirectory, context.logger);
  // A copy in progress is completed, so that none stays incomplete.
  onStop(() => releases.kept);
  const files = serveApp(APP_DIRECTORY, releases);
  app.use(async (http, next) => {
    await chargeRequest(http, async () => {
      if (RESERVED.test(http.path)) throw unknownRoute(router, http);
      await files(http, next);
    });
  });
  const listen = app.callback();
  return (request, response) => void listen(request, response);
}

function unknownRoute(router: Router, http: Koa.Context): RallyError {
  const { path } = router.match(http.path, http.method);
  const shown = http.path.slice(0, 100);
  if (path.length === 0) return new RallyError("unknown_route", `Unknown route: ${shown}`);
  http.set("Allow", [...new Set(path.flatMap((layer) => layer.methods))].join(", "));
  return new RallyError("method_not_allowed", `${http.method} is not allowed for ${shown}`);
}
