import * as z from "zod/mini";
import { defineRoute, queryInteger } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { challengeCodeSchema, challengeSchema, gameIdSchema } from "./challenges.js";
import * as commands from "./commands.js";
import { matchSchema, storedRecordSchema } from "./matches.js";

const params = z.strictObject({ id: idSchema });

export const createChallengeRoute = defineRoute({
  method: "POST",
  path: "/api/v1/challenges",
  summary: "Challenge a user, or the holders of a link (command `challenge.create`)",
  auth: "user",
  body: commands.createChallenge.input,
  data: commands.createChallenge.output,
});

export const listChallenges = defineRoute({
  method: "GET",
  path: "/api/v1/challenges",
  summary: "The caller's open challenges, sent and received, the newest first",
  auth: "user",
  data: z.array(challengeSchema),
});

export const getChallenge = defineRoute({
  method: "GET",
  path: "/api/v1/challenges/:id",
  summary: "A challenge in any state, for its players",
  auth: "user",
  params,
  data: challengeSchema,
});

export const challengeByCode = defineRoute({
  method: "GET",
  path: "/api/v1/challenges/by-code/:code",
  summary: "The challenge of a link, in any state",
  auth: "user",
  params: z.strictObject({ code: challengeCodeSchema }),
  data: challengeSchema,
});

export const acceptChallengeRoute = defineRoute({
  method: "POST",
  path: "/api/v1/challenges/:id/accept",
  summary: "Accept a challenge (command `challenge.accept`)",
  auth: "user",
  params,
  body: z.strictObject({ code: z.optional(challengeCodeSchema) }),
  data: commands.acceptChallenge.output,
});

export const declineChallengeRoute = defineRoute({
  method: "POST",
  path: "/api/v1/challenges/:id/decline",
  summary: "Decline a challenge (command `challenge.decline`)",
  auth: "user",
  params,
  data: commands.declineChallenge.output,
});

export const withdrawChallengeRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/challenges/:id",
  summary: "Withdraw a challenge (command `challenge.withdraw`)",
  auth: "user",
  params,
  data: commands.withdrawChallenge.output,
});

export const listMatches = defineRoute({
  method: "GET",
  path: "/api/v1/matches",
  summary: "The ended matches of a user (without `user`: the caller), the newest first",
  auth: "user",
  query: z.strictObject({
    user: z.optional(idSchema),
    game: z.optional(gameIdSchema),
    /** The result for that user. */
    result: z.optional(z.enum(["won", "lost", "drawn"])),
    /** The last id of the previous page. */
    before: z.optional(idSchema),
    limit: z.optional(queryInteger(1, limits.pageRows)),
  }),
  data: z.array(matchSchema),
  meta: z.object({ next: z.optional(idSchema) }),
});

export const currentMatch = defineRoute({
  method: "GET",
  path: "/api/v1/matches/current",
  summary: "The match that the caller is in; null if there is none",
  auth: "user",
  data: z.nullable(matchSchema),
});

export const getMatch = defineRoute({
  method: "GET",
  path: "/api/v1/matches/:id",
  summary: "A match; one that has ended with its record, from which it can be replayed",
  auth: "user",
  params,
  data: z.extend(matchSchema, { record: z.optional(storedRecordSchema) }),
});

export const rematchRoute = defineRoute({
  method: "POST",
  path: "/api/v1/matches/:id/rematch",
  summary: "Offer a rematch, or accept the other player's offer (command `match.rematch`)",
  auth: "user",
  params,
  data: commands.rematch.output,
});
