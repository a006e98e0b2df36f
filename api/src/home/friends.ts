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

/** Friends: who is here, then who is away, then the last seen. */
export async function friendsPart(reading: HomeReading): Promise<HomePart<"friends">> {
  const { database, presence, userId } = reading;
  const rows = await database("friend_changes as f")
    .join("users as u", "u.id", "f.other_id")
    .where({ "f.user_id": userId, "f.state": "friends" })
    .whereNull("u.deleted_at")
    .whereRaw(`not ${bannedSql("u")}`)
    .select<FriendRow[]>("u.id", "u.appears_offline", "u.last_seen_at");
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
  const people = new Map(users.map((user) => [user.id, personOf(user, { apart: false })]));
  return {
    ...page,
    rows: page.rows.flatMap(({ id, seen }) => {
      const user = people.get(id);
      return user ? [{ user, ...seen }] : [];
    }),
    online: friends.filter(({ seen }) => seen.presence !== "offline").length,
  };
}

/** Who asks to be a friend, the newest first. */
export async function requestsPart(reading: HomeReading): Promise<HomePart<"requests">> {
  const { database, userId } = reading;
  const asking = await database("friend_changes as f")
    .join("users as u", "u.id", "f.other_id")
    .where({ "f.user_id": userId, "f.state": "received" })
    .whereNull("u.deleted_at")
    .whereRaw(`not ${bannedSql("u")}`)
    .orderBy([{ column: "f.at", order: "desc" }, "u.id"])
    .select<{ id: string; at: Date }[]>("u.id", "f.at");
  const page = pageOf(asking, reading);
  const users = await User.query(database).findByIds(page.rows.map(({ id }) => id));
  const people = new Map(users.map((user) => [user.id, personOf(user, { apart: false })]));
  return {
    ...page,
    rows: page.rows.flatMap(({ id, at }) => {
      const user = people.get(id);
      return user ? [{ user, at: at.getTime() }] : [];
    }),
  };
}

function compare(a: Sighting, b: Sighting): number {
  return ORDER[a.presence] - ORDER[b.presence] || (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0);
}
