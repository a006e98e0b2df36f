import { RallyError } from "@rally/shared/errors";
import * as routes from "@rally/shared/sign-in";
import { requireRecentAuth, requireSignInMethod } from "../../auth/index.js";
import { mailSignInChange } from "../../mail/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../../http/index.js";
import { beginVisit } from "./oauth-visit.js";
import type { Providers } from "./providers.js";

/** Links and unlinks provider accounts. */
export function linkRoutes(context: ApiContext, providers: Providers): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(
      routes.startLinking,
      async ({ params: { provider }, body: { purpose }, caller, http }) => {
        if (purpose === "link") {
          await database.transaction((trx) => requireRecentAuth(context, trx, caller));
        }
        const url = await beginVisit(context, providers, http, { provider, purpose, caller });
        return { data: { url } };
      },
    ),

    handleRoute(routes.unlinkProvider, async ({ params: { provider }, caller }) => {
      await database.transaction(async (trx) => {
        const user = await requireRecentAuth(context, trx, caller);
        const gone = await trx("identities").where({ provider, user_id: user.id }).delete();
        if (gone === 0) throw new RallyError("not_found", "No account of this provider is linked");
        await requireSignInMethod(trx, user);
        await mailSignInChange(context, trx, user, "providerUnlinked");
      });
      return { data: { unlinked: true as const } };
    }),
  ];
}
