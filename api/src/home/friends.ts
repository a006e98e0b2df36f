import type { FriendState } from "@rally/shared/friends";
import type { HomePart } from "@rally/shared/home";
import type { Sighting } from "@rally/shared/presence";
import { bannedSql, personOf, User } from "@rally/shared/server/models";
import { sightingOf } from "../presence/index.js";
import { pageOf, type HomeReading } from "./reading.js";

const ORDER = { online: 0, away: 1, offline: 2 } as const;

interface FriendRow {
  id: string;
  appears_offline: boolean;
  last_seen_at: Date | null;
}

type AskingRow = Pick<User, "id" | "username" | "displayName" | "avatar"> & { at: Date };

/** Friends: who is here, then who is away, then the last seen. */
export async function friendsPart(reading: HomeReading): Promise<HomePart<"friends">> {
  const { database, presence } = reading;
  const rows = await known(reading, "friends").select<FriendRow[]>(
    "u.id",
    "u.appears_offline",
    "u.last_seen_at",
  );
  const friends = rows
    .map((row) => ({
      id: row.id,
      seen: row.appears_offline
        ? ({ presence: "offline" } satisfies Sighting)
        : sightingOf(presence, row.id, row.last_seen_at),
    }))
    .sort((a, b) => compare(a.seen, b.seen) || (a.id < b.id ? -1 : 1));
  const page = pageOf(friends, reading);
  const users = await User.query(database).findByIds(page.rows.map(({ id }) => id));
  const people = new Map(users.map((user) => [user.id, personOf(user)]));
  return {
    ...page,
    rows: page.rows.flatMap(({ id, seen }) => {
      const user = people.get(id);
      return user ? [{ user, ...seen }] : [];
    }),
    online: friends.filter(({ seen }) => seen.presence !== "offline").length,
  };
}

/** Who asks to be a friend, the newest first. Strangers make these rows: only a page of them is read. */
export async function requestsPart(reading: HomeReading): Promise<HomePart<"requests">> {
  const { after, limit } = reading;
  const [counted, asking] = await Promise.all([
    known(reading, "received").count<{ count: number }[]>("* as count").first(),
    known(reading, "received")
      .orderBy([{ column: "f.at", order: "desc" }, "u.id"])
      .offset(after)
      .limit(limit)
      .select<AskingRow[]>(
        "u.id",
        "u.username",
        "u.display_name as displayName",
        "u.avatar",
        "f.at",
      ),
  ]);
  const rows = asking.map((row) => ({ user: personOf(row), at: row.at.getTime() }));
  const [total, end] = [counted?.count ?? 0, after + asking.length];
  return { rows, total, ...(end < total && { next: end }) };
}

/**
 * Those whom a user knows as `state`, but for the banned. `offset 0` has each looked up by its key,
 * however few users the planner takes there to be.
 */
function known({ database, userId }: HomeReading, state: FriendState) {
  return database("friend_changes as f")
    .joinRaw("cross join lateral (select * from users w where w.id = f.other_id offset 0) as u")
    .where({ "f.user_id": userId, "f.state": state })
    .whereNull("u.deleted_at")
    .whereRaw(`not ${bannedSql("u")}`);
}

function compare(a: Sighting, b: Sighting): number {
  return ORDER[a.presence] - ORDER[b.presence] || (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0);
}
