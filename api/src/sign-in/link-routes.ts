import { RallyError } from "@rally/shared/errors";
import * as routes from "@rally/shared/sign-in";
import { holdConfirmed } from "../accounts/index.js";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { beginVisit } from "./oauth-visit.js";
import type { Providers } from "./providers.js";
import { requireWayIn } from "./ways-in.js";

/** Accounts elsewhere, linked with one's own and unlinked. */
export function linkRoutes(context: ApiContext, providers: Providers): MountedRoute[] {
  const { database } = context;
  return [
    answer(
      routes.startLinking,
      async ({ params: { provider }, body: { purpose }, caller, http }) => {
        if (purpose === "link") {
          await database.transaction((trx) => holdConfirmed(context, trx, caller));
        }
        const url = await beginVisit(context, providers, http, { provider, purpose, caller });
        return { data: { url } };
      },
    ),

    answer(routes.unlinkProvider, async ({ params: { provider }, caller }) => {
      await database.transaction(async (trx) => {
        const user = await holdConfirmed(context, trx, caller);
        const gone = await trx("identities").where({ provider, user_id: user.id }).delete();
        if (gone === 0) throw new RallyError("not_found", "No such account is linked");
        await requireWayIn(trx, user);
      });
      return { data: { unlinked: true as const } };
    }),
  ];
}
