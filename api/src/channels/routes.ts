import * as routes from "@rally/shared/channels";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { may } from "@rally/shared/members";
import { personOf } from "@rally/shared/server/models";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { oneOf, noSuchConversation } from "../conversations/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { listedChannels } from "./directory.js";
import { waitingRequests } from "./join-requests.js";

export function channelRoutes(context: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(routes.listChannels, async ({ query, caller }) => {
      const { search: text = "", after, limit = limits.pageRows } = query;
      const data = await listedChannels(database, caller.userId, { text, after, limit });
      return { data, meta: nextOf(data, limit, ({ id }) => id) };
    }),

    handleRoute(
      routes.joinChannelRoute,
      async ({ params, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.joinChannel, commandIdFrom(commandId), {
          conversationId: params.id,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(
      routes.cancelJoinRequestRoute,
      async ({ params, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.cancelJoinRequest, commandIdFrom(commandId), {
          conversationId: params.id,
        }),
      }),
      { queuesItsWrites: true },
    ),

    handleRoute(routes.listJoinRequests, async ({ params: { id }, query, caller }) => {
      const conversation = await oneOf(database, caller.userId, id);
      if (!conversation) throw noSuchConversation();
      const { role = "member", kind } = conversation;
      if (!may(role, "answerJoinRequests", kind)) {
        throw new RallyError("forbidden", "Only the owner and admins of a channel see requests");
      }
      const { after, limit = limits.pageRows } = query;
      const page = { conversationId: id, after, limit };
      const rows = await waitingRequests(database, caller.userId, page);
      const data = rows.map(({ at, blocked, ...user }) => ({
        user: personOf(user, { nameOnly: blocked }),
        at: at.getTime(),
      }));
      return { data, meta: nextOf(data, limit, ({ user }) => user.id) };
    }),

    handleRoute(
      routes.answerJoinRequestRoute,
      async ({ params: { id, userId }, body, caller, commandId }) => ({
        data: await dispatcher.run(caller, routes.answerJoinRequest, commandIdFrom(commandId), {
          conversationId: id,
          userId,
          state: body.state,
        }),
      }),
      { queuesItsWrites: true },
    ),
  ];
}

/** The cursor of the next page, if this one is full. */
function nextOf<Row>(
  rows: readonly Row[],
  limit: number,
  cursor: (row: Row) => string,
): { next?: string } {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return last === undefined ? {} : { next: cursor(last) };
}
