import * as z from "zod/mini";

/** A user's rating in one game, with the results of the rated matches. */
export const gameRatingSchema = z.object({
  /** The game's id. */
  game: z.string(),
  /** In points of Glicko-2. */
  rating: z.number(),
  deviation: z.number(),
  /** Whether the deviation is still too large to rely on the rating. */
  provisional: z.boolean(),
  games: z.int(),
  wins: z.int(),
  losses: z.int(),
  draws: z.int(),
});
export type GameRating = z.infer<typeof gameRatingSchema>;
