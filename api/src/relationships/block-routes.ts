import { listBlocks } from "@rally/shared/relationships";
import { limits } from "@rally/shared/limits";
import { personOf, User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";

const FIRST = "00000000-0000-0000-0000-000000000000";

export function blockRoutes({ database, history }: ApiContext): MountedRoute[] {
  return [
    handleRoute(listBlocks, async ({ query, caller }) => {
      const limit = query.limit ?? limits.pageRows;
      const rows = (await User.query(database)
        .join("blocks as b", "b.blocked_id", "users.id")
        .where("b.blocker_id", caller.userId)
        .where("users.id", ">", query.after ?? FIRST)
        .orderBy("users.id")
        .limit(limit)
        .select("users.*", "b.created_at as blockedAt")) as (User & { blockedAt: Date })[];
      const last = rows.at(-1)?.id;
      return {
        data: rows.map((row) => ({
          user: personOf(row, { nameOnly: true }),
          at: row.blockedAt.getTime(),
        })),
        meta: { lineage: history.lineage, ...(rows.length === limit && last && { next: last }) },
      };
    }),
  ];
}
