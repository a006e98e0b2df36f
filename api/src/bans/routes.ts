import * as routes from "@rally/shared/bans";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { may } from "@rally/shared/members";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { noSuchConversation, roleIn } from "../conversations/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { banOf } from "./listed-ban.js";
import { bansPage } from "./rows.js";

export function banRoutes({ database }: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  return [
    handleRoute(
      routes.banRoute,
      async ({ params, body, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.banFromConversation, commandIdFrom(commandId), {
          conversationId: params.id,
          ...body,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(routes.listBans, async ({ params: { id }, query, caller }) => {
      const member = await roleIn(database, caller.userId, id);
      if (!member) throw noSuchConversation();
      if (!may(member.role, "ban", member.kind)) {
        throw new RallyError("forbidden", "Only moderators see bans");
      }
      const { before, limit = limits.pageRows } = query;
      const page = { id, kind: member.kind, before, limit };
      const rows = await bansPage(database, caller.userId, page);
      const next = rows.length === limit ? rows.at(-1)?.id : undefined;
      return { data: rows.map(banOf), meta: next === undefined ? {} : { next } };
    }),

    handleRoute(
      routes.unbanRoute,
      async ({ params: { id, banId }, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.unbanFromConversation, commandIdFrom(commandId), {
          ...{ conversationId: id, banId },
        }),
      }),
      { queuesItsWrites: true },
    ),
  ];
}
