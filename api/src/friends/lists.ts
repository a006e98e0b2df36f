import type { Friend, FriendState } from "@rally/shared/friends";
import type { Database } from "@rally/shared/server/database";
import { bannedSql, personOf, User } from "@rally/shared/server/models";

type FriendRow = User & { friendState: FriendState; friendVersion: number; friendAt: Date };

export interface FriendChange extends Friend {
  version: number;
}

const FIRST = "00000000-0000-0000-0000-000000000000";

/**
 * A user's friends and requests, by user id. Who is banned is left out for as long as that is so.
 * @param page.states which of them.
 */
export async function pageFriends(
  database: Database,
  userId: string,
  page: { states: readonly FriendState[]; after?: string | undefined; limit: number },
): Promise<Friend[]> {
  const rows = await friendRows(database, userId)
    .whereIn("f.state", [...page.states])
    .where("f.other_id", ">", page.after ?? FIRST)
    .whereRaw(`not ${bannedSql("users")}`)
    .orderBy("f.other_id")
    .limit(page.limit);
  return (rows as FriendRow[]).map(friendOf);
}

/** What changed of them after `since` and not after `upTo`, in the order of versions. */
export async function friendChanges(
  database: Database,
  userId: string,
  page: { since: number; upTo: number; limit: number },
): Promise<FriendChange[]> {
  const rows = await friendRows(database, userId)
    .whereBetween("f.version", [page.since + 1, page.upTo])
    .orderBy("f.version")
    .limit(page.limit);
  return (rows as FriendRow[]).map((row) => ({ ...friendOf(row), version: row.friendVersion }));
}

/**
 * Rows of `friend_changes` with whom each is about. `offset 0` keeps the planner from reading all
 * users where it takes them for few: each is looked up by its key, however many there are.
 */
function friendRows(database: Database, userId: string) {
  return User.query(database)
    .from("friend_changes as f")
    .joinRaw("cross join lateral (select * from users u where u.id = f.other_id offset 0) as users")
    .where("f.user_id", userId)
    .select("users.*", "f.state as friendState", "f.version as friendVersion", "f.at as friendAt");
}

function friendOf(row: FriendRow): Friend {
  const apart = row.friendState === "none";
  return { user: personOf(row, { apart }), state: row.friendState, at: row.friendAt.getTime() };
}
