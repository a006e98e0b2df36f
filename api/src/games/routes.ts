import * as routes from "@rally/shared/games";
import { isId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { isBlocked, personOf } from "@rally/shared/server/models";
import { RallyError } from "@rally/shared/errors";
import { commandIdFrom, type Dispatcher } from "../commands/index.js";
import { gameRatingOf, leaderboardPage } from "../ratings/index.js";
import { handleRoute, type ApiContext, type MountedRoute } from "../http/index.js";
import { challengeFor, openChallengesOf } from "./challenge-rows.js";
import { renewEntry } from "./queue-rows.js";
import {
  currentMatchOf,
  isHiddenFrom,
  LAST_ID,
  matchById,
  matchesOf,
  matchOf,
  noSuchMatch,
} from "./match-rows.js";

export function gameRoutes(context: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(routes.createChallengeRoute, async ({ body, caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.createChallenge, commandIdFrom(commandId), body),
    })),

    handleRoute(routes.listChallenges, async ({ caller }) => ({
      data: await openChallengesOf(database, caller.userId, limits.pageRows),
    })),

    handleRoute(routes.challengeByCode, async ({ params, caller }) => ({
      data: await challengeFor(database, caller.userId, params),
    })),

    handleRoute(routes.getChallenge, async ({ params, caller }) => ({
      data: await challengeFor(database, caller.userId, params),
    })),

    handleRoute(routes.acceptChallengeRoute, async ({ params, body, caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.acceptChallenge, commandIdFrom(commandId), {
        challengeId: params.id,
        ...body,
      }),
    })),

    handleRoute(routes.declineChallengeRoute, async ({ params, caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.declineChallenge, commandIdFrom(commandId), {
        challengeId: params.id,
      }),
    })),

    handleRoute(routes.withdrawChallengeRoute, async ({ params, caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.withdrawChallenge, commandIdFrom(commandId), {
        challengeId: params.id,
      }),
    })),

    handleRoute(routes.listMatches, async ({ query, caller }) => {
      const {
        user = caller.userId,
        game,
        result,
        before = LAST_ID,
        limit = limits.pageRows,
      } = query;
      await requireVisible(context, caller.userId, user);
      const page = { readerId: caller.userId, userId: user, game, result, before, limit };
      const rows = await matchesOf(database, page);
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return { data: rows.map(matchOf), meta: last ? { next: last.id } : {} };
    }),

    handleRoute(routes.currentMatch, async ({ caller }) => {
      const row = await currentMatchOf(database, caller.userId);
      return { data: row ? matchOf(row) : null };
    }),

    handleRoute(routes.getMatch, async ({ params: { id }, caller: { userId } }) => {
      const row = await matchById(database, userId, id);
      const isPlayer = row?.firstId === userId || row?.secondId === userId;
      if (!row || (!isPlayer && isHiddenFrom(row))) throw noSuchMatch();
      const { seed, inputs, steps } = row;
      const record = inputs && steps !== null && { seed, inputs, steps };
      return { data: { ...matchOf(row), ...(record && { record }) } };
    }),

    handleRoute(routes.leaderboard, async ({ params: { game }, query, caller }) => {
      const { scope = "all", limit = limits.pageRows } = query;
      const [rating, userId] = query.after?.split("_") ?? [];
      if (userId !== undefined && !isId(userId)) throw badCursor();
      const after = userId === undefined ? undefined : { rating: Number(rating), userId };
      const page = { readerId: caller.userId, game, scope, after, limit };
      const rows = await leaderboardPage(database, page);
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        data: rows.map((row) => ({ ...gameRatingOf(row), user: personOf(row) })),
        meta: last ? { next: `${last.rating}_${last.id}` } : {},
      };
    }),

    handleRoute(routes.joinQueueRoute, async ({ body, caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.joinQueue, commandIdFrom(commandId), body),
    })),

    handleRoute(routes.readQueue, async ({ caller }) => ({
      data: (await renewEntry(database, caller.userId, context.limits.queueSilence)) ?? null,
    })),

    handleRoute(routes.leaveQueueRoute, async ({ caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.leaveQueue, commandIdFrom(commandId), {}),
    })),

    handleRoute(routes.rematchRoute, async ({ params, caller, commandId }) => ({
      data: await dispatcher.run(caller, routes.rematch, commandIdFrom(commandId), {
        matchId: params.id,
      }),
    })),
  ];
}

/** To users with a block between them, each other's matches are those of an unknown user [S14]. */
async function requireVisible(
  { database }: ApiContext,
  readerId: string,
  userId: string,
): Promise<void> {
  if (readerId === userId) return;
  const known = await database("users")
    .where("id", userId)
    .whereNull("deleted_at")
    .first<{ id: string } | undefined>("id");
  const blocked = await database.transaction((trx) => isBlocked(trx, [readerId], [userId]));
  if (!known || blocked) throw new RallyError("not_found", "There is no such user");
}

const badCursor = (): RallyError =>
  new RallyError("invalid_input", "This is no `next` of a leaderboard", {
    fields: { after: ["format"] },
  });
