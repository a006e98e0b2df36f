import { isProvisional, type GameRating } from "@rally/shared/ratings";
import { runPrepared, type Database } from "@rally/shared/server/database";

/** A user's rating in a game, as it is read. */
export type RatingRow = Omit<GameRating, "provisional">;

/** A user's ratings, by the ids of the games. */
export async function ratingsOf(database: Database, userId: string): Promise<GameRating[]> {
  const rows = await runPrepared<RatingRow>(
    database,
    {
      name: "ratings_of_user",
      text: `select game, rating, deviation, games, wins, losses, draws from ratings
        where user_id = $1 order by game`,
    },
    [userId],
  );
  return rows.map(gameRatingOf);
}

/** A rating as clients see it. */
export function gameRatingOf(row: RatingRow): GameRating {
  const { game, rating, deviation, games, wins, losses, draws } = row;
  return { game, rating, deviation, provisional: isProvisional(row), games, wins, losses, draws };
}
