import * as routes from "@rally/shared/members";
import { limits } from "@rally/shared/limits";
import { blockedSql, personOf, User, type Membership } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { RallyError } from "@rally/shared/errors";

const FIRST = "00000000-0000-0000-0000-000000000000";

export function memberRoutes({ database, history }: ApiContext): MountedRoute[] {
  return [
    answer(routes.listMembers, async ({ params, query, caller }) => {
      const limit = query.limit ?? limits.pageRows;
      const rows = (await User.query(database)
        .join("memberships as m", "m.user_id", "users.id")
        .where("m.conversation_id", params.id)
        .whereNull("users.deleted_at")
        // In one query with whose right it is: who is put out meanwhile sees nothing of it.
        .whereExists(
          database("memberships")
            .where({ conversation_id: params.id, user_id: caller.userId })
            .select(database.raw("1")),
        )
        .where("users.id", ">", query.after ?? FIRST)
        .orderBy("users.id")
        .limit(limit)
        .select("users.*", "m.role as memberRole", "m.joined_at")
        .select(
          database.raw(`${blockedSql("users.id", ":caller")} as apart`, { caller: caller.userId }),
        )) as (User & Pick<Membership, "joinedAt"> & { memberRole: routes.Role; apart: boolean })[];
      if (rows.length === 0) await requireIn(database, params.id, caller.userId);
      const last = rows.at(-1)?.id;
      return {
        data: rows.map((row) => ({
          user: personOf(row, row),
          role: row.memberRole,
          joinedAt: row.joinedAt.getTime(),
        })),
        meta: { lineage: history.lineage, ...(rows.length === limit && last && { next: last }) },
      };
    }),
  ];
}

async function requireIn(
  database: ApiContext["database"],
  conversationId: string,
  userId: string,
): Promise<void> {
  const rows: object[] = await database("memberships")
    .where({ conversation_id: conversationId, user_id: userId })
    .select("user_id");
  if (rows.length === 0) throw new RallyError("not_found", "There is no such conversation");
}
