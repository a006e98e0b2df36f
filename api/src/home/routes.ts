import { readHome } from "@rally/shared/home";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { homeOf } from "./home.js";

const PAGE = 20;

export function homeRoutes({ database, presence, history }: ApiContext): MountedRoute[] {
  return [
    handleRoute(readHome, async ({ query, caller: { userId } }) => {
      const { part, after = 0, limit = PAGE } = query;
      const data = await homeOf({ database, presence, userId, after, limit }, part);
      return { data, meta: { lineage: history.lineage } };
    }),
  ];
}
