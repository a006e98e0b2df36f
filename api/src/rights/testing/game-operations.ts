import * as games from "@rally/shared/games";
import { newId } from "@rally/shared/ids";
import { route, type Operation, type OperationSetup } from "./operation.js";

const game = "connect-four";
const unknown = () => ({ params: { id: newId() } });

/** The input of each command of challenges and matches. */
export const gameInputs: Record<string, (setup: OperationSetup) => [name: string, input: object]> =
  {
    "challenge.create": ({ fixture }) => [
      "challenge.create",
      { game, opponent: fixture.partnerId },
    ],
    "challenge.accept another's": () => ["challenge.accept", { challengeId: newId() }],
    "challenge.decline another's": () => ["challenge.decline", { challengeId: newId() }],
    "challenge.withdraw another's": () => ["challenge.withdraw", { challengeId: newId() }],
    "queue.join": () => ["queue.join", { game }],
    "queue.leave": () => ["queue.leave", {}],
    "match.rematch of others": () => ["match.rematch", { matchId: newId() }],
  };

/** Operations by route on challenges and matches. */
export const gameOperations: readonly Operation[] = [
  route("challenge.create", "route", games.createChallengeRoute, ({ fixture }) => ({
    body: { game, opponent: fixture.partnerId },
  })),
  route("challenge.accept another's", "route", games.acceptChallengeRoute, () => ({
    ...{ ...unknown(), body: {} },
  })),
  route("challenge.decline another's", "route", games.declineChallengeRoute, unknown),
  route("challenge.withdraw another's", "route", games.withdrawChallengeRoute, unknown),
  route("match.rematch of others", "route", games.rematchRoute, unknown),
  route("queue.join", "route", games.joinQueueRoute, () => ({ body: { game } })),
  route("queue.leave", "route", games.leaveQueueRoute, () => ({})),
  route("the queue", "query", games.readQueue, () => ({})),
  route("challenges", "query", games.listChallenges, () => ({})),
  route("a challenge of others", "query", games.getChallenge, unknown),
  route("a challenge by a wrong code", "query", games.challengeByCode, () => ({
    params: { code: "AAAAAAAAAAAAAAAA" },
  })),
  route("matches of another", "query", games.listMatches, ({ fixture }) => ({
    query: `user=${fixture.partnerId}`,
  })),
  route("a leaderboard", "query", games.leaderboard, () => ({ params: { game } })),
  route("the current match", "query", games.currentMatch, () => ({})),
  route("an unknown match", "query", games.getMatch, unknown),
];
