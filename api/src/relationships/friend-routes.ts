import * as routes from "@rally/shared/relationships";
import { limits } from "@rally/shared/limits";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { pageFriends } from "./friend-lists.js";

type Changing =
  | typeof routes.requestFriendRoute
  | typeof routes.acceptFriendRoute
  | typeof routes.declineFriendRoute
  | typeof routes.withdrawFriendRoute
  | typeof routes.removeFriendRoute;
type FriendCommand = (typeof routes.friendCommands)[keyof typeof routes.friendCommands];

export function friendRoutes(
  { database, history }: ApiContext,
  dispatcher: Dispatcher,
): MountedRoute[] {
  const change = (route: Changing, command: FriendCommand): MountedRoute =>
    handleRoute(route, async ({ params: { userId }, caller, commandId }) => ({
      data: await dispatcher.run(caller, command, commandIdFrom(commandId), { userId }),
    }));
  return [
    handleRoute(routes.listFriends, async ({ query, caller }) => {
      const limit = query.limit ?? limits.pageRows;
      const states = query.state ? [query.state] : (["sent", "received", "friends"] as const);
      const data = await pageFriends(database, caller.userId, {
        ...{ states, after: query.after, limit },
      });
      const last = data.at(-1)?.user.id;
      return {
        data,
        meta: { lineage: history.lineage, ...(data.length === limit && last && { next: last }) },
      };
    }),
    change(routes.requestFriendRoute, routes.requestFriend),
    change(routes.acceptFriendRoute, routes.acceptFriend),
    change(routes.declineFriendRoute, routes.declineFriend),
    change(routes.withdrawFriendRoute, routes.withdrawFriend),
    change(routes.removeFriendRoute, routes.removeFriend),
  ];
}
