import * as routes from "@rally/shared/games";
import { afterAll, expect, test } from "vitest";
import {
  accepted,
  inTurn,
  openMatch,
  signUp,
  startedMatch,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { matchGrace: 200 } });
/** On the same database, with little time to come. */
const hasty = await startTestRally({ beside: rally, limits: { matchNoShow: 400 } });
afterAll(async () => {
  await hasty.close();
  await rally.close();
});
const { database } = rally;

const two = async () => [await signUp(rally), await signUp(rally)] as const;
const started = async (game: routes.GameId) => startedMatch(rally, await two(), game);

async function expectFree(players: readonly TestPerson[]): Promise<void> {
  for (const player of players) {
    expect((await player.call(routes.currentMatch)).data).toBeNull();
  }
}

async function expectUnrated(matchId: string, players: readonly TestPerson[]): Promise<void> {
  const { data } = await players[0]!.call(routes.getMatch, { params: { id: matchId } });
  expect(data.ratings).toBeUndefined();
  const users = players.map(({ id }) => id);
  expect(await database("ratings").whereIn("user_id", users)).toEqual([]);
}

test("ends without a result if a player does not come in time", async () => {
  const { matchId, players } = await accepted([await signUp(hasty), await signUp(hasty)], "pong");
  const client = openMatch(hasty, players[1], matchId);
  expect(await client.message("ended")).toMatchObject({ winner: null, reason: "noShow" });
  await expectUnrated(matchId, players);
  await expectFree(players);
});

test("ends without a result if neither player comes", async () => {
  const both = [await signUp(hasty), await signUp(hasty)] as const;
  const spectating = await signUp(hasty);
  const { matchId, players } = await accepted(both, "connect-four");
  const spectator = openMatch(hasty, spectating, matchId);
  expect(await spectator.message("ended")).toMatchObject({ winner: null, reason: "noShow" });
  await expectFree(players);
});

test("a player who does not move in time loses", async () => {
  const [by, opponent] = await two();
  const body = { game: "connect-four" as const, opponent: opponent.id };
  const { data } = await by.call(routes.createChallengeRoute, { body });
  // Less than players can choose, so that the test is short.
  const settings = JSON.stringify({ turnSeconds: 0.3 });
  await database("game_challenges").where("id", data.id).update({ settings });
  const answer = await opponent.call(routes.acceptChallengeRoute, {
    ...{ params: { id: data.id }, body: {} },
  });
  const { matchId } = answer.data;
  const opened = [openMatch(rally, by, matchId), openMatch(rally, opponent, matchId)] as const;
  const { side } = await opened[0].message("joined");
  const { first } = await inTurn(side === 0 ? opened : [opened[1], opened[0]]);
  await opened[0].message("started", ({ moveBy }) => moveBy !== undefined);
  const winner = routes.otherSide(first);
  expect(await opened[1].message("ended")).toMatchObject({ winner, reason: "timeout" });
});

test("a player who resigns loses, and the match is rated", async () => {
  const { matchId, players, clients } = await started("pong");
  clients[1].send({ type: "resign" });
  const ended = await clients[0].message("ended");
  expect(ended).toMatchObject({ winner: 0, reason: "resigned" });
  expect(ended.ratings?.[0].after).toBeGreaterThan(1_500);
  expect(ended.ratings?.[1].after).toBeLessThan(1_500);
  const { data } = await players[1].call(routes.getMatch, { params: { id: matchId } });
  expect(data).toMatchObject({ state: "finished", ratings: ended.ratings });
  await expectFree(players);
});

test("either player may abort before both have moved, and not after", async () => {
  const young = await started("connect-four");
  young.clients[0].send({ type: "abort" });
  expect(await young.clients[1].message("ended")).toMatchObject({
    ...{ winner: null, reason: "aborted" },
  });
  await expectUnrated(young.matchId, young.players);
  await expectFree(young.players);

  const [first, second] = (await inTurn((await started("connect-four")).clients)).clients;
  first.send({ type: "move", number: 0, input: { column: 0 } });
  await second.message("move", ({ number }) => number === 0);
  second.send({ type: "move", number: 1, input: { column: 1 } });
  await first.message("move", ({ number }) => number === 1);
  first.send({ type: "abort" });
  await first.message("refused", ({ reason }) => reason === "tooLate");
});

test("a match that both players have left is aborted after the grace period", async () => {
  const { matchId, players, clients } = await started("pong");
  const spectator = openMatch(rally, await signUp(rally), matchId);
  await spectator.message("joined");
  for (const { socket } of clients) socket.terminate();
  expect(await spectator.message("ended")).toMatchObject({ winner: null, reason: "aborted" });
  await expectUnrated(matchId, players);
  await expectFree(players);
});

test("a draw may be declined, needs an offer, and is offered again after a move", async () => {
  const { clients } = await started("connect-four");
  const [first, second] = (await inTurn(clients)).clients;
  second.send({ type: "answerDraw", accept: true });
  await second.message("refused", ({ reason }) => reason === "noOffer");
  first.send({ type: "offerDraw" });
  await second.message("drawOffered");
  first.send({ type: "answerDraw", accept: true });
  await first.message("refused", ({ reason }) => reason === "noOffer");
  second.send({ type: "answerDraw", accept: false });
  await first.message("drawDeclined");
  first.send({ type: "offerDraw" });
  first.send({ type: "move", number: 0, input: { column: 0 } });
  await second.message("move");
  // The move has ended the second offer.
  second.send({ type: "answerDraw", accept: true });
  second.send({ type: "offerDraw" });
  await first.message("drawOffered", ({ side }) => side !== (clients[0] === first ? 0 : 1));
  first.send({ type: "offerDraw" });
  expect(await second.message("ended")).toMatchObject({ winner: null, reason: "agreed" });
  expect(second.messages.filter(({ type }) => type === "refused")).toHaveLength(2);
});

test("a draw cannot be offered in a real-time match, and no move be made", async () => {
  const { clients } = await started("pong");
  clients[0].send({ type: "offerDraw" });
  await clients[0].message("refused", ({ reason }) => reason === "notAllowed");
  clients[0].send({ type: "move", number: 0, input: { column: 0 } });
  await clients[0].message("refused", ({ number }) => number === 0);
});
