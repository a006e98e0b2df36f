import { RallyError } from "@rally/shared/errors";
import * as routes from "@rally/shared/people";
import { ownProfileOf, personOf, profileOf } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { ratingsOf } from "../ratings/index.js";
import { useAvatar, type PictureTaker } from "./avatar.js";
import { byIds, byName, search } from "./search.js";

const PAGE = 20;

export function peopleRoutes(context: ApiContext, takePicture: PictureTaker): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(routes.findPeople, async ({ query, caller }) => {
      const ids = query.id ?? query.ids;
      if (ids) {
        const named = await byIds(database, caller.userId, ids);
        return { data: named.map((user) => personOf(user, { nameOnly: user.blocked })), meta: {} };
      }
      const limit = query.limit ?? PAGE;
      const text = query.search ?? "";
      const found = await search(database, caller.userId, { text, after: query.after, limit });
      const last = found.at(-1)?.username;
      return {
        data: found.map((user) => personOf(user)),
        meta: { ...(found.length === limit && last && { next: last }) },
      };
    }),

    handleRoute(routes.getProfile, async ({ params, caller }) => {
      const user = await byName(database, caller.userId, params.name);
      if (!user) throw new RallyError("not_found", "There is no user with this name");
      const profile = user.id === caller.userId ? ownProfileOf(user) : profileOf(user);
      return { data: { ...profile, ratings: await ratingsOf(database, user.id) } };
    }),

    handleRoute(routes.uploadAvatar, async ({ file, caller, http }) => ({
      data: await takePicture(caller.userId, file, http, (name) =>
        useAvatar(context, caller.userId, name),
      ),
    })),
  ];
}
