import type { Friend, FriendState } from "@rally/shared/relationships";
import type { Database } from "@rally/shared/server/database";
import { bannedSql, personOf, type User } from "@rally/shared/server/models";
import { changeQuery, type ChangePage, type ChangeRow } from "./changes.js";

type PersonColumns = Pick<User, "id" | "username" | "displayName" | "avatar">;
type FriendRow = PersonColumns & Pick<ChangeRow<"friend">, "state" | "at" | "version">;

export interface FriendChange extends Friend {
  version: number;
}

const FIRST = "00000000-0000-0000-0000-000000000000";

/** `offset 0` has PostgreSQL look up each user by key; it would read all users where it expects few. */
const JOIN_USER =
  "cross join lateral (select * from users u where u.id = c.other_id offset 0) as users";
const PERSON = ["users.id", "users.username", "users.display_name as displayName", "users.avatar"];

/**
 * A user's friends and requests, by user id, without banned users.
 * @param page.states the states to list.
 */
export async function pageFriends(
  database: Database,
  userId: string,
  page: { states: readonly FriendState[]; after?: string | undefined; limit: number },
): Promise<Friend[]> {
  const rows = await database("friend_changes as c")
    .joinRaw(JOIN_USER)
    .where("c.user_id", userId)
    .whereIn("c.state", [...page.states])
    .where("c.other_id", ">", page.after ?? FIRST)
    .whereRaw(`not ${bannedSql("users")}`)
    .orderBy("c.other_id")
    .limit(page.limit)
    .select<FriendRow[]>(...PERSON, "c.state", "c.at", "c.version");
  return rows.map(friendOf);
}

/** The changes of a user's friends and requests, in the order of versions. */
export async function friendChanges(
  database: Database,
  userId: string,
  page: ChangePage,
): Promise<FriendChange[]> {
  const query = changeQuery(database, "friend", userId, page);
  const rows = await query.joinRaw(JOIN_USER).select<FriendRow[]>(...PERSON);
  return rows.map((row) => ({ ...friendOf(row), version: row.version }));
}

function friendOf(row: FriendRow): Friend {
  const nameOnly = row.state === "none";
  return { user: personOf(row, { nameOnly }), state: row.state, at: row.at.getTime() };
}
