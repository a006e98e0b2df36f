import type { LeaderboardScope } from "@rally/shared/games";
import { seasonOf } from "@rally/shared/ratings";
import { onlyByIndex, runPrepared, type Database } from "@rally/shared/server/database";
import { bannedSql, blockedUsersSql, type User } from "@rally/shared/server/models";
import type { RatingRow } from "./ratings-of.js";

export interface LeaderboardPage {
  readerId: string;
  game: string;
  scope: LeaderboardScope;
  /** The last row of the previous page. */
  after: { rating: number; userId: string } | undefined;
  limit: number;
}

/** A user with a rating. */
export type RatedUser = RatingRow & Pick<User, "id" | "username" | "displayName" | "avatar">;

/**
 * The rows of each scope, before users are left out. The first two are read in the order of an index,
 * as far as the page needs; friends are looked up one by one.
 */
const sources: Record<LeaderboardScope, string> = {
  all: "ratings r where r.game = $2 and $6::date is not null",
  season: "ratings r where r.game = $2 and r.season = $6::date",
  friends: `(select other_id as id from friend_changes where user_id = $1 and state = 'friends'
      union all select $1) f
    cross join lateral (select * from ratings where user_id = f.id and game = $2 offset 0) r
    where $6::date is not null`,
};

/** Sorts after every id. */
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/**
 * A page of a leaderboard, without users who are deleted, banned, or blocked either way [S14]. Reads by index,
 * because a plan that suits any limit would sort all ratings of the game.
 */
export async function leaderboardPage(
  database: Database,
  { readerId, game, scope, after, limit }: LeaderboardPage,
): Promise<RatedUser[]> {
  return database.transaction(async (trx) => {
    await onlyByIndex(trx);
    return runPrepared<RatedUser>(
      trx,
      {
        name: `leaderboard_${scope}`,
        text: `select r.game, r.rating, r.deviation, r.games, r.wins, r.losses, r.draws,
            u.id, u.username, u.display_name as "displayName", u.avatar
          from (select r.* from ${sources[scope]} and (r.rating, r.user_id) < ($3, $4::uuid)
              order by r.rating desc, r.user_id desc) r
            cross join lateral (select * from users where id = r.user_id offset 0) u
          where u.deleted_at is null and not ${bannedSql("u")}
            and u.id <> all (${blockedUsersSql("$1::uuid")})
          order by r.rating desc, r.user_id desc limit $5`,
      },
      [
        ...[readerId, game, after?.rating ?? Infinity, after?.userId ?? LAST_ID, limit],
        seasonOf(new Date()),
      ],
    );
  });
}
