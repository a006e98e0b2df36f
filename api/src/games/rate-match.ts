import type { RatingChange, Side } from "@rally/shared/games";
import { newRating, ratingPeriods, seasonOf, updateRating } from "@rally/shared/ratings";
import type { Transaction } from "@rally/shared/server/database";

interface RatingRow {
  user_id: string;
  game: string;
  rating: number;
  deviation: number;
  volatility: number;
  games: number;
  wins: number;
  losses: number;
  draws: number;
  updated_at: Date;
  season: string;
}

/**
 * Changes the ratings of both players after a match; both users are locked.
 * @returns the ratings before and after it, in the order of `users`
 */
export async function rateMatch(
  trx: Transaction,
  { game, users, winner }: { game: string; users: readonly [string, string]; winner: Side | null },
): Promise<[RatingChange, RatingChange]> {
  const rows = await trx<RatingRow>("ratings")
    .where({ game })
    .whereIn("user_id", [...users]);
  const now = new Date();
  const before = (user: string) =>
    rows.find(({ user_id: id }) => id === user) ?? {
      ...{ ...newRating, games: 0, wins: 0, losses: 0, draws: 0, updated_at: now },
    };
  const rate = async (side: Side): Promise<RatingChange> => {
    const user = users[side];
    const old = before(user);
    const score = winner === null ? 0.5 : winner === side ? 1 : 0;
    const opponent = before(users[side === 0 ? 1 : 0]);
    const periods = ratingPeriods(now.getTime() - old.updated_at.getTime());
    const { rating, deviation, volatility } = updateRating(old, [{ opponent, score }], periods);
    const row = {
      ...{ user_id: user, game, rating, deviation, volatility, games: old.games + 1 },
      wins: old.wins + (score === 1 ? 1 : 0),
      losses: old.losses + (score === 0 ? 1 : 0),
      draws: old.draws + (score === 0.5 ? 1 : 0),
      ...{ updated_at: now, season: seasonOf(now) },
    };
    await trx<RatingRow>("ratings").insert(row).onConflict(["user_id", "game"]).merge();
    return { before: old.rating, after: rating };
  };
  return [await rate(0), await rate(1)];
}
