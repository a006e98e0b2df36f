import { limits } from "@rally/shared/limits";
import { listNotifications } from "@rally/shared/notifications";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { countUnread, newestNotifications } from "./list.js";

export function notificationRoutes({ database, history }: ApiContext): MountedRoute[] {
  return [
    handleRoute(listNotifications, async ({ query, caller }) => {
      const { before, limit = limits.pageRows } = query;
      const [{ rows, next }, unread] = await Promise.all([
        newestNotifications(database, caller.userId, { before, limit }),
        countUnread(database, caller.userId),
      ]);
      const { lineage } = history;
      return { data: rows, meta: { lineage, unread, ...(next !== undefined && { next }) } };
    }),
  ];
}
