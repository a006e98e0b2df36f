import type { ErrorCode } from "@rally/shared/errors";
import * as routes from "@rally/shared/games";
import { listNotifications } from "@rally/shared/notifications";
import { blockUser } from "@rally/shared/relationships";
import { afterAll, expect, test } from "vitest";
import {
  accepted,
  openMatch,
  runCommand,
  signUp,
  startedMatch,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { openChallenges: 3 } });
afterAll(() => rally.close());
const game = "connect-four" as const;

/** Lets the challenges of a user expire. */
async function expire(by: TestPerson): Promise<void> {
  await rally
    .database("game_challenges")
    .where("by_id", by.id)
    .update({ expires_at: new Date(0) });
}

function expectRefusal({ body }: { body: unknown }, code: ErrorCode): void {
  expect(body).toMatchObject({ success: false, error: { code } });
}

async function ended() {
  const two = [await signUp(rally), await signUp(rally)] as const;
  const { matchId, players, clients } = await startedMatch(rally, two, game);
  clients[0].send({ type: "resign" });
  await clients[1].message("ended");
  const rematch = (by: TestPerson) => by.ask(routes.rematchRoute, { params: { id: matchId } });
  return { matchId, players, rematch };
}

test("a rematch begins when both have asked, with changed sides and the same settings", async () => {
  const { matchId, players, rematch } = await ended();
  const offer = await rematch(players[0]);
  expect(offer.body).toMatchObject({
    success: true,
    data: { challengeId: expect.any(String) as string },
  });
  expect(await rematch(players[0])).toMatchObject({ body: offer.body });
  const answer = await rematch(players[1]);
  const { data } = answer.body as { data: { matchId: string } };
  const again = await players[0].call(routes.getMatch, { params: { id: data.matchId } });
  expect(again.data).toMatchObject({ rematchOf: matchId, state: "waiting", rated: true });
  expect(again.data.players.map((player) => player?.id)).toEqual([players[1].id, players[0].id]);
  const client = openMatch(rally, players[0], data.matchId);
  expect(await client.message("joined")).toMatchObject({ side: 1 });
});

test("two who ask for a rematch at once have one match", async () => {
  const { matchId, players, rematch } = await ended();
  const answers = await Promise.all(players.map(rematch));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await rally.database("matches").where("rematch_of", matchId)).toHaveLength(1);
});

test("refuses a rematch of others, during the match, and across a block", async () => {
  const { matchId, players, rematch } = await ended();
  expectRefusal(await rematch(await signUp(rally)), "not_found");
  await runCommand(players[0], blockUser.name, { userId: players[1].id });
  expectRefusal(await rematch(players[1]), "blocked");
  const two = [await signUp(rally), await signUp(rally)] as const;
  const running = await accepted(two, game);
  const during = { params: { id: running.matchId } };
  expectRefusal(await two[0].ask(routes.rematchRoute, during), "in_match");
  expect(await rally.database("game_challenges").where("rematch_of", matchId)).toEqual([]);
});

test("an expired challenge cannot be accepted, and a new rematch can be offered", async () => {
  const { players, rematch } = await ended();
  const { body } = await rematch(players[0]);
  const { data } = body as unknown as { data: { challengeId: string } };
  const params = { id: data.challengeId };
  await expire(players[0]);
  const found = await players[1].call(routes.getChallenge, { params });
  expect(found.data.state).toBe("expired");
  const accept = await players[1].ask(routes.acceptChallengeRoute, { params, body: {} });
  expectRefusal(accept, "challenge_closed");
  expect((await players[0].call(routes.listChallenges)).data).toEqual([]);
  const next = await rematch(players[1]);
  expect(next.body).toMatchObject({ success: true });
  expect((next.body as unknown as { data: object }).data).not.toHaveProperty("matchId");
});

test("limits the open challenges of a user; expired ones do not count", async () => {
  const [by, opponent] = [await signUp(rally), await signUp(rally)];
  const challenge = () =>
    by.ask(routes.createChallengeRoute, { body: { game, opponent: opponent.id } });
  const answers = await Promise.all([challenge(), challenge(), challenge(), challenge()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409]);
  expectRefusal(await challenge(), "too_many_challenges");
  await expire(by);
  expect((await challenge()).status).toBe(200);
});

test("both players are notified: of the challenge, and of its match", async () => {
  const [by, opponent] = [await signUp(rally), await signUp(rally)];
  const { data } = await by.call(routes.createChallengeRoute, {
    body: { game, opponent: opponent.id },
  });
  const kinds = async (person: TestPerson) =>
    (await person.call(listNotifications)).data.map(({ kind, readAt }) => ({ kind, readAt }));
  expect(await kinds(opponent)).toMatchObject([{ kind: "challenge" }]);
  await opponent.call(routes.acceptChallengeRoute, { params: { id: data.id }, body: {} });
  expect(await kinds(by)).toMatchObject([{ kind: "match_started" }]);
});
