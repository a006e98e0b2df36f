import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { limits } from "../limits/index.js";
import { personSchema } from "../people/index.js";
import { gameRatingSchema } from "../ratings/index.js";
import { gameIdSchema } from "./challenges.js";

/**
 * - `all`: all players
 * - `friends`: the caller and their friends
 * - `season`: those who have played a rated match in this calendar quarter (UTC)
 */
export const leaderboardScopes = ["all", "friends", "season"] as const;
export type LeaderboardScope = (typeof leaderboardScopes)[number];

export const leaderboard = defineRoute({
  method: "GET",
  path: "/api/v1/leaderboards/:game",
  summary: "The players of a game, the highest rating first (`scope`: `all`, `friends`, `season`)",
  auth: "user",
  params: z.strictObject({ game: gameIdSchema }),
  query: z.strictObject({
    scope: z.optional(z.enum(leaderboardScopes)),
    /** `next` of the previous page: a rating and a user's id. */
    after: z.optional(z.string().check(z.regex(/^-?\d{1,5}(\.\d{1,20})?_[\da-f-]{36}$/))),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(z.extend(z.omit(gameRatingSchema, { game: true }), { user: personSchema })),
  meta: z.object({ next: z.optional(z.string()) }),
});
