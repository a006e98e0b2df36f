import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import * as routes from "@rally/shared/members";
import { personOf } from "@rally/shared/server/models";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { membersOf } from "./list.js";

const FIRST = "00000000-0000-0000-0000-000000000000";

export function memberRoutes(
  { database, history }: ApiContext,
  dispatcher: Dispatcher,
): MountedRoute[] {
  return [
    handleRoute(routes.listMembers, async ({ params, query, caller }) => {
      const { search = "", after = FIRST, limit = limits.pageRows } = query;
      const asked = { conversationId: params.id, search, after, limit };
      const page = await membersOf(database, caller.userId, asked);
      if (!page) throw new RallyError("not_found", "There is no such conversation");
      return {
        data: page.rows.flatMap(({ id, ...row }) => {
          if (id === null) return [];
          const { role, joinedAt, mutedUntil } = row;
          return {
            user: personOf({ id, ...row }, { nameOnly: row.blocked }),
            role,
            joinedAt: joinedAt.getTime(),
            ...(mutedUntil !== null && { mutedUntil }),
          };
        }),
        meta: { lineage: history.lineage, ...(page.next && { next: page.next }) },
      };
    }),

    handleRoute(
      routes.removeMemberRoute,
      async ({ params: { id, userId }, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.removeMember, commandIdFrom(commandId), {
          ...{ conversationId: id, userId },
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(
      routes.muteMemberRoute,
      async ({ params: { id, userId }, body, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.muteMember, commandIdFrom(commandId), {
          ...{ conversationId: id, userId, ...body },
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(
      routes.unmuteMemberRoute,
      async ({ params: { id, userId }, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.unmuteMember, commandIdFrom(commandId), {
          ...{ conversationId: id, userId },
        }),
      }),
      { queuesItsWrites: true },
    ),
  ];
}
