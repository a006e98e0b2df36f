import { findPeople } from "@rally/shared/people";
import { bannedSql, personOf, User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { personByName } from "./names.js";

export { personByName };
export { lockPeople, nextUserVersion, requireOnTermsWith } from "./rows.js";

const PAGE = 20;

export function peopleRoutes({ database }: ApiContext): MountedRoute[] {
  return [
    answer(findPeople, async ({ query, caller }) => {
      if (query.name !== undefined) {
        const named = await personByName(database, query.name.replace(/^@/, ""));
        return { data: named ? [personOf(named)] : [] };
      }
      const people = User.query(database).limit(query.limit ?? PAGE);
      if (query.ids) {
        // Authors of old messages are named, gone or not; a deleted user is named by no one.
        void people.findByIds(query.ids).limit(query.ids.length);
      } else {
        const prefix = (query.search ?? "").trim().toLowerCase().replace(/^@/, "");
        void people
          .whereRaw("lower(username) like ?", [`${escapeLike(prefix)}%`])
          // Those who are banned, and who blocked whom, are not found, either way round [S14].
          .whereRaw(`not ${bannedSql("users")}`)
          .whereRaw(
            `not exists (select from blocks where (blocker_id = users.id and blocked_id = :caller)
              or (blocker_id = :caller and blocked_id = users.id))`,
            { caller: caller.userId },
          )
          .orderBy("username");
      }
      const users = await people.whereNull("deleted_at");
      return { data: users.map(personOf) };
    }),
  ];
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
