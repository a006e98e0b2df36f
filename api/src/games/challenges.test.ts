import { blockUser } from "@rally/shared/relationships";
import * as routes from "@rally/shared/games";
import { newId } from "@rally/shared/ids";
import type { ErrorCode } from "@rally/shared/errors";
import { afterAll, expect, test } from "vitest";
import { accepted, runCommand, signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const game = "connect-four" as const;

function expectRefusal({ body }: { body: unknown }, code: ErrorCode): void {
  expect(body).toMatchObject({ success: false, error: { code } });
}

async function challenge() {
  const [by, opponent] = [await signUp(rally), await signUp(rally)] as const;
  const { data } = await by.call(routes.createChallengeRoute, {
    body: { game, opponent: opponent.id },
  });
  return { by, opponent, params: { id: data.id } };
}

test("lists a challenge to both users until it is declined", async () => {
  const { by, opponent, params } = await challenge();
  for (const user of [by, opponent]) {
    const { data } = await user.call(routes.listChallenges);
    expect(data).toMatchObject([{ id: params.id, state: "waiting", by: { id: by.id } }]);
  }
  for (const _time of ["first", "second"]) {
    const { data } = await opponent.call(routes.declineChallengeRoute, { params });
    expect(data).toEqual({ state: "declined" });
  }
  expect((await by.call(routes.listChallenges)).data).toEqual([]);
  const withdrawn = await by.ask(routes.withdrawChallengeRoute, { params });
  expectRefusal(withdrawn, "challenge_closed");
});

test("makes one match when a challenge is accepted twice at once", async () => {
  const { opponent, params } = await challenge();
  const accept = () => opponent.ask(routes.acceptChallengeRoute, { params, body: {} });
  const answers = await Promise.all([accept(), accept()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(await rally.database("matches").where("challenge_id", params.id)).toHaveLength(1);
});

test("refuses to accept while either user is in a match", async () => {
  const [one, two, three] = [await signUp(rally), await signUp(rally), await signUp(rally)];
  const body = { game, opponent: three.id };
  const { data } = await one.call(routes.createChallengeRoute, { body });
  const back = await three.call(routes.createChallengeRoute, { body: { game, opponent: one.id } });
  await accepted([one, two], game);
  const accept = { params: { id: data.id }, body: {} };
  expectRefusal(await three.ask(routes.acceptChallengeRoute, accept), "opponent_in_match");
  const mine = { params: { id: back.data.id }, body: {} };
  expectRefusal(await one.ask(routes.acceptChallengeRoute, mine), "in_match");
});

test("refuses oneself, blocked users, unknown users, and settings out of range", async () => {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  const ask = (opponent: string, settings = {}) =>
    one.ask(routes.createChallengeRoute, { body: { game, opponent, settings } });
  expectRefusal(await ask(one.id), "invalid_input");
  expectRefusal(await ask(newId()), "not_found");
  expectRefusal(await ask(two.id, { turnSeconds: 1 }), "invalid_input");
  await runCommand(two, blockUser.name, { userId: one.id });
  expectRefusal(await ask(two.id), "blocked");
});

test("lets the holder of a link accept, and nobody without it", async () => {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  const body = { game, opponent: null };
  const { data } = await one.call(routes.createChallengeRoute, { body });
  const params = { id: data.id };
  const without = await two.ask(routes.acceptChallengeRoute, { params, body: {} });
  expectRefusal(without, "not_found");
  const code = data.code ?? "";
  const found = await two.call(routes.challengeByCode, { params: { code } });
  expect(found.data).toMatchObject({ id: data.id, state: "waiting" });
  expect(found.data.code).toBeUndefined();
  await two.call(routes.acceptChallengeRoute, { params, body: { code } });
});
