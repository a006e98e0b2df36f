import { seasonOf } from "@rally/shared/ratings";
import * as routes from "@rally/shared/games";
import { getProfile } from "@rally/shared/people";
import { blockUser } from "@rally/shared/relationships";
import { onlyByIndex } from "@rally/shared/server/database";
import { afterAll, expect, test } from "vitest";
import {
  befriend,
  plansOf,
  runCommand,
  signUp,
  startedMatch,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";
import { leaderboardPage } from "../ratings/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;
const game = "connect-four" as const;

async function rate({ id }: { id: string }, rating: number, season = seasonOf(new Date())) {
  await database("ratings").insert({
    ...{ user_id: id, game, rating, deviation: 60, volatility: 0.06, games: 6, wins: 3 },
    ...{ losses: 2, draws: 1, updated_at: new Date(), season },
  });
}

async function read(by: TestPerson, scope: routes.LeaderboardScope, limit = 100) {
  const ids: string[] = [];
  for (let after: string | undefined, isFirst = true; isFirst || after; isFirst = false) {
    const query = { scope, limit, ...(after !== undefined && { after }) };
    const { data, meta } = await by.call(routes.leaderboard, { params: { game }, query });
    ids.push(...data.map(({ user }) => user.id));
    after = meta.next;
  }
  return ids;
}

test("lists all players, friends, and those of the season, page by page", async () => {
  const people = await Promise.all([1, 2, 3, 4, 5].map(() => signUp(rally)));
  const [me, friend, stranger, equal, idle] = people as [
    ...[TestPerson, TestPerson, TestPerson, TestPerson, TestPerson],
  ];
  await rate(me, 1_500.25);
  await rate(friend, 1_400);
  await rate(stranger, 1_600);
  await rate(equal, 1_500.25);
  await rate(idle, 1_700, "2020-01-01");
  await befriend(rally, me, friend);
  const same = [me.id, equal.id].sort().reverse();
  const expected = [idle.id, stranger.id, ...same, friend.id];
  expect(await read(me, "all")).toEqual(expected);
  expect(await read(me, "all", 1)).toEqual(expected);
  expect(await read(me, "season", 2)).toEqual(expected.slice(1));
  expect(await read(me, "friends", 1)).toEqual([me.id, friend.id]);

  await runCommand(stranger, blockUser.name, { userId: me.id });
  await database("users").where("id", equal.id).update({ banned_at: new Date() });
  expect(await read(me, "all")).toEqual([idle.id, me.id, friend.id]);
  const after = { after: `1_${"f".repeat(36)}` };
  const wrong = await me.ask(routes.leaderboard, { params: { game }, query: after });
  expect(wrong.status).toBe(400);
});

test("a profile has the ratings that matches of this season changed", async () => {
  const two = [await signUp(rally), await signUp(rally)] as const;
  const { players, clients } = await startedMatch(rally, two, game);
  clients[0].send({ type: "resign" });
  await clients[1].message("ended");
  const params = { name: players[1].user.username };
  const { data } = await players[0].call(getProfile, { params });
  expect(data.ratings).toMatchObject([
    { game, provisional: true, games: 1, wins: 1, losses: 0, draws: 0 },
  ]);
  expect(await read(players[0], "season")).toContain(players[1].id);
});

test.each(routes.leaderboardScopes)("reads %s by index among 10,000 players", async (scope) => {
  await database.raw(
    `with players as (
        insert into users (id, username, display_name, email, password_hash, role)
        select gen_random_uuid(), :scope || n, 'P', :scope || n || '@example.org', '', 'member'
        from generate_series(1, 10000) n returning id)
      insert into ratings (user_id, game, rating, deviation, volatility, games, wins, losses, draws,
        updated_at, season)
      select id, :game, 1000 + random() * 900, 60, 0.06, 1, 1, 0, 0, now(), :season::date
      from players`,
    { scope: `${scope}_`, game, season: seasonOf(new Date()) },
  );
  await database.raw("analyze");
  const page = { readerId: (await signUp(rally)).id, game, scope, after: undefined, limit: 20 };
  const plans = await database.transaction(async (trx) => {
    await onlyByIndex(trx);
    const isPage = (sql: string) => sql.includes("from ratings") || sql.includes("from friend");
    return (await plansOf(trx, () => leaderboardPage(trx, page), isPage)).join("\n");
  });
  expect(plans).toContain("ratings");
  expect(plans).not.toMatch(/Seq Scan on (users|ratings)/);
  if (scope !== "friends") expect(plans).not.toMatch(/Sort Key: r/);
});
