import * as routes from "@rally/shared/bans";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { isServerAdmin } from "../auth/index.js";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { banOf } from "./listed-ban.js";
import { serverBanById, serverBansPage } from "./server-ban-rows.js";

/** The bans from the server, for its admins. */
export function serverBanRoutes({ database }: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  const requireAdmin = async (userId: string): Promise<void> => {
    if (await isServerAdmin(database, userId)) return;
    throw new RallyError("forbidden", "Only admins of the server see and change its bans");
  };
  return [
    handleRoute(routes.listServerBans, async ({ query, caller }) => {
      await requireAdmin(caller.userId);
      const { before, limit = limits.pageRows } = query;
      const rows = await serverBansPage(database, caller.userId, { before, limit });
      const next = rows.length === limit ? rows.at(-1)?.id : undefined;
      return { data: rows.map(banOf), meta: next === undefined ? {} : { next } };
    }),

    handleRoute(routes.serverBanRoute, async ({ body, caller, commandId }) => {
      const { userId, address, confirmed, ...how } = body;
      const id = commandIdFrom(commandId);
      if (userId !== undefined) {
        const input = { userId, ...how };
        return { data: await dispatcher.run(caller, routes.banUser, id, input) };
      }
      const input = { address: address ?? "", confirmed, ...how };
      return { data: await dispatcher.run(caller, routes.banAddress, id, input) };
    }),

    handleRoute(routes.serverUnbanRoute, async ({ params: { banId }, caller, commandId }) => {
      await requireAdmin(caller.userId);
      const ban = await serverBanById(database, banId);
      const id = commandIdFrom(commandId);
      if (ban?.userId) {
        await dispatcher.run(caller, routes.unbanUser, id, { userId: ban.userId });
      } else if (ban?.address) {
        await dispatcher.run(caller, routes.unbanAddress, id, { address: ban.address });
      }
      return { data: { lifted: true as const } };
    }),
  ];
}
