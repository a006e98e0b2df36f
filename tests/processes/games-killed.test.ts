import { randomBytes } from "node:crypto";
import {
  accepted,
  eventually,
  openMatch,
  signUp,
  type GameClient,
  type TestPerson,
} from "@rally/api/testing";
import * as routes from "@rally/shared/games";
import { closeCodes } from "@rally/shared/rooms";
import { createTestDatabase, timeoutFactor } from "@rally/shared/server/testing";
import pg from "pg";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { startRallyProcess, type RallyProcess } from "../harness/index.js";

const database = await createTestDatabase();
const quick = { gameServerHeartbeat: 200, gameServerSilence: 1_500, signInsPerMinute: 100_000 };
const env = {
  RALLY_SECRET: randomBytes(48).toString("base64url"),
  RALLY_LIMITS: JSON.stringify({ ...quick, passwordMemory: 1_024, passwordPasses: 1 }),
};
const start = () => startRallyProcess({ env, databaseUrl: database.url });
const survivor = await start();
let owner = await start();
const leaving: (() => unknown)[] = [];
const rows = new pg.Client({ connectionString: database.url });
await rows.connect();
afterAll(async () => {
  for (const leave of leaving) leave();
  await Promise.all([owner.stop(), survivor.stop()]);
  await rows.end();
  await database.drop();
});

const placeOf = ({ url }: RallyProcess) => ({
  url,
  onClose: (leave: () => unknown) => void leaving.push(leave),
});

/** A match that the process `owner` runs, with a player at each process. */
async function started(two: readonly [TestPerson, TestPerson], game: routes.GameId) {
  const [one, other] = two;
  // Calls go to the process of the sign-up, unless told otherwise.
  const at = (person: TestPerson): TestPerson => ({
    ...person,
    ask: (route, request) => person.ask(route, request, owner),
    call: (route, request) => person.call(route, request, owner),
  });
  const { matchId, players } = await accepted([at(one), at(other)], game);
  const clients: [GameClient, GameClient] = [
    openMatch(placeOf(owner), players[0], matchId),
    openMatch(placeOf(survivor), players[1], matchId),
  ];
  for (const client of clients) await client.message("started");
  const byId = (id: string) => (id === one.id ? one : other);
  return { matchId, players: players.map(({ id }) => byId(id)), clients };
}

const newcomers = async () => [await signUp(survivor), await signUp(survivor)] as const;

test(
  "[S13] a killed owner's matches end as interrupted, unrated, and a rematch can be played",
  async () => {
    const { matchId, players, clients } = await started(await newcomers(), "pong");
    await owner.kill();
    expect(await clients[1].closed).toBe(closeCodes.failed);
    const params = { id: matchId };
    for (const player of players) {
      await eventually(async () => {
        expect((await player.call(routes.currentMatch)).data).toBeNull();
      });
    }
    const { data } = await players[0]!.call(routes.getMatch, { params });
    expect(data).toMatchObject({ state: "interrupted", end: { winner: null } });
    expect(data.ratings).toBeUndefined();
    const late = openMatch(placeOf(survivor), players[0]!, matchId);
    expect(await late.message("ended")).toMatchObject({ reason: "interrupted" });
    expect(await late.closed).toBe(closeCodes.matchEnded);

    await players[0]!.call(routes.rematchRoute, { params });
    const again = await players[1]!.call(routes.rematchRoute, { params });
    const next = again.data.matchId ?? "";
    for (const player of players) {
      await openMatch(placeOf(survivor), player, next).message("joined");
    }
    owner = await start();
  },
  60_000 * timeoutFactor,
);

test(
  "[S2] [S13] an owner killed at the end of matches rates each once or not at all",
  async () => {
    for (const delay of [0, 2, 5, 20]) {
      const matches = [
        await started(await newcomers(), "connect-four"),
        await started(await newcomers(), "connect-four"),
      ];
      for (const { clients } of matches) clients[1].send({ type: "resign" });
      // The moment of the kill, not a wait for an event.
      await pause(delay);
      await owner.kill();
      for (const { matchId, players } of matches) {
        await eventually(async () => {
          for (const player of players) {
            expect((await player.call(routes.currentMatch)).data).toBeNull();
          }
        });
        const { data } = await players[0]!.call(routes.getMatch, { params: { id: matchId } });
        const ids = players.map(({ id }) => id);
        const rated = await rows.query<{ games: number }>(
          "select games from ratings where user_id = any($1::uuid[])",
          [ids],
        );
        const games = rated.rows.map((row) => row.games);
        expect(games).toEqual(data.state === "finished" ? [1, 1] : []);
        expect(data.ratings !== undefined).toBe(data.state === "finished");
      }
      owner = await start();
    }
  },
  120_000 * timeoutFactor,
);
