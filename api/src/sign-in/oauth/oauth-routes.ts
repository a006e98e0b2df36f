import { parseInput, RallyError } from "@rally/shared/errors";
import type { Route } from "@rally/shared/http";
import * as routes from "@rally/shared/sign-in";
import type { Context } from "koa";
import { type ApiContext, handleRoute, asRallyError, type MountedRoute } from "../../http/index.js";
import { endVisit, pageOf } from "./oauth-return.js";
import { beginVisit } from "./oauth-visit.js";
import type { Providers } from "./providers.js";

/** Sign-in with a provider: the two URLs that browsers visit, and the list of providers. */
export function oauthRoutes(context: ApiContext, providers: Providers): MountedRoute[] {
  return [
    handleRoute(routes.listProviders, () => Promise.resolve({ data: providers.list() })),

    visited(routes.startOAuth, context, async ({ provider }, http) => {
      // Another site must not start a sign-in (login CSRF), and neither must a sibling host.
      if (["cross-site", "same-site"].includes(http.get("Sec-Fetch-Site"))) {
        throw new RallyError("origin_refused", "Requests from other sites are not accepted");
      }
      return beginVisit(context, providers, http, { provider, purpose: "sign in" });
    }),

    visited(routes.finishOAuth, context, ({ provider }, http) =>
      endVisit(context, providers, provider, http),
    ),
  ];
}

/** A route that a browser navigates to: errors redirect to a page too. */
function visited(
  route: Route & { params: NonNullable<Route["params"]> },
  { logger }: ApiContext,
  go: (params: { provider: string }, http: Context) => Promise<string>,
): MountedRoute {
  return {
    route,
    mount(router, { rates, work }) {
      router.register(route.path, [route.method], async (http) => {
        http.status = 303;
        try {
          work.checkAddressBudget(http);
          work.chargeAddress(http);
          await rates.limitByAddress(route, http);
          const params = parseInput(route.params, http.params) as { provider: string };
          http.set("Location", await go(params, http));
        } catch (error) {
          const { code, status } = asRallyError(error);
          if (status === 500) logger.error({ err: error, path: http.path }, "failed");
          http.set("Location", pageOf("sign in", { name: "error", code }));
        }
      });
    },
  };
}
