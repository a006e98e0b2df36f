import type { HomePart } from "@rally/shared/home";
import { limits } from "@rally/shared/limits";
import type { Presence } from "@rally/shared/people";
import type { Sighting } from "@rally/shared/presence";
import { runPrepared, type Prepared } from "@rally/shared/server/database";
import { bannedSql, personOf, type User } from "@rally/shared/server/models";
import { sightingOf } from "../presence/index.js";
import { counted, pageOf, type HomeReading } from "./reading.js";

/**
 * The users with this state for user `$1`, without banned ones. `offset 0` has PostgreSQL look up each
 * by key, even if it expects few users.
 */
const known = (state: "friends" | "received"): string => `
  friend_changes f
  cross join lateral (select * from users w where w.id = f.other_id offset 0) u
  where f.user_id = $1 and f.state = '${state}' and u.deleted_at is null and not ${bannedSql("u")}`;

/** All friends as JSON, which is faster for hundreds of ids than rows or a PostgreSQL array. */
const friendIds: Prepared = {
  name: "home_friend_ids",
  text: `
    select coalesce(json_agg(u.id order by u.seen desc nulls last, u.id), '[]') as ids,
      coalesce(json_agg(u.id) filter (where u.appears_offline), '[]') as hidden
    from (
      select u.id, u.appears_offline,
        case when not u.appears_offline then u.last_seen_at end as seen
      from ${known("friends")}
    ) u`,
};

const friendRows: Prepared = {
  name: "home_friends",
  text: `select id, username, display_name as "displayName", avatar, last_seen_at as "lastSeenAt"
    from users where id = any ($1::uuid[])`,
};

type FriendRow = Pick<User, "id" | "username" | "displayName" | "avatar" | "lastSeenAt">;

/** Friends: online, then away, then by when they were last seen. */
export async function friendsPart(reading: HomeReading): Promise<HomePart<"friends">> {
  const { database, presence, userId } = reading;
  const [all] = await runPrepared<{ ids: string[]; hidden: string[] }>(database, friendIds, [
    userId,
  ]);
  const hidden = new Set(all?.hidden);
  const now = (id: string): Presence => (hidden.has(id) ? "offline" : presence.of(id));
  const gone = (id: string): number => (hidden.has(id) ? 0 : (presence.goneAt(id) ?? 0));
  const groups = { online: [] as string[], away: [] as string[], offline: [] as string[] };
  for (const id of all?.ids ?? []) groups[now(id)].push(id);
  // Sorted by id, so that rows do not move while the user points at them.
  const [online, away] = [groups.online.sort(), groups.away.sort()];
  const offline = groups.offline.sort((a, b) => gone(b) - gone(a));
  const page = pageOf([...online, ...away, ...offline], reading);
  const rows = await runPrepared<FriendRow>(database, friendRows, [page.rows]);
  const people = new Map(rows.map((row) => [row.id, row]));
  return {
    ...page,
    rows: page.rows.flatMap((id) => {
      const user = people.get(id);
      if (!user) return [];
      const seen = hidden.has(id)
        ? ({ presence: "offline" } satisfies Sighting)
        : sightingOf(presence, id, user.lastSeenAt);
      return [{ user: personOf(user), ...seen }];
    }),
    online: online.length + away.length,
  };
}

/**
 * A page in the order of an index, and the total number, counted up to `limits.unreadCounted`, because
 * any user can add such rows.
 */
const requestPage: Prepared = {
  name: "home_requests",
  text: `select u.id, u.username, u.display_name as "displayName", u.avatar, f.at,
      (select count(*) from (select from friend_changes
        where user_id = $1 and state = 'received' limit ${limits.unreadCounted}) counted) as total
    from ${known("received")}
    order by f.at desc, f.other_id offset $2 limit $3`,
};

type RequestRow = Pick<User, "id" | "username" | "displayName" | "avatar"> & {
  at: Date;
  total: number;
};

/** Friend requests, the newest first. */
export async function requestsPart(reading: HomeReading): Promise<HomePart<"requests">> {
  const { database, userId } = reading;
  const { found, ...page } = await counted(reading, ({ after, limit }) =>
    runPrepared<RequestRow>(database, requestPage, [userId, after, limit]),
  );
  return { ...page, rows: found.map((row) => ({ user: personOf(row), at: row.at.getTime() })) };
}
