import * as routes from "@rally/shared/games";
import { closeCodes } from "@rally/shared/rooms";
import { afterAll, expect, test } from "vitest";
import {
  accepted,
  eventually,
  inTurn,
  openMatch,
  signUp,
  startTestRally,
} from "../testing/index.js";

// The match's owner is the process that accepts its challenge: left.
const left = await startTestRally({ shared: true });
const right = await startTestRally({ beside: left });
afterAll(async () => {
  await right.close();
  await left.close();
});
const { database } = left;
const two = async () => [await signUp(left), await signUp(left)] as const;

async function overBoth(game: routes.GameId) {
  const { matchId, players } = await accepted(await two(), game);
  const clients = [
    openMatch(left, players[0], matchId),
    openMatch(right, players[1], matchId),
  ] as const;
  for (const client of clients) await client.message("started");
  return { matchId, players, clients };
}

test("a player at another process plays a match of turns to its end, and is watched there", async () => {
  const { matchId, clients } = await overBoth("connect-four");
  const spectator = openMatch(right, await signUp(left), matchId);
  expect(await spectator.message("joined")).toMatchObject({ side: null });
  const { first: winner, clients: turns } = await inTurn(clients);
  for (let number = 0; number < 7; number += 1) {
    turns[number % 2]?.send({ type: "move", number, input: { column: number % 2 } });
    for (const one of [...clients, spectator]) {
      await one.message("move", (move) => move.number === number);
    }
  }
  for (const one of [...clients, spectator]) {
    expect(await one.message("ended")).toMatchObject({ winner, reason: "rules", steps: 7 });
    expect(await one.closed).toBe(closeCodes.matchEnded);
  }
});

test("inputs and snapshots of a real-time match pass through another process", async () => {
  const { clients } = await overBoth("pong");
  const input = (await routes.loadGame("pong")).encodeInput({ to: 0 });
  clients[1].socket.send(routes.encodeInputFrame({ sequence: 1, step: 0, input }));
  await eventually(() => {
    expect(clients[1].snapshots.at(-1)?.sequence).toBe(1);
    expect(clients[0].snapshots.at(-1)?.sequence).toBe(0);
  });
  clients[1].send({ type: "offerDraw" });
  await clients[1].message("refused", ({ reason }) => reason === "notAllowed");
});

test("a player may change processes: the newer socket replaces the older one", async () => {
  const { matchId, players, clients } = await overBoth("connect-four");
  const newer = openMatch(left, players[1], matchId);
  expect(await clients[1].closed).toBe(closeCodes.replaced);
  const { side } = await newer.message("joined");
  expect(side).toBe(1);
  const back = openMatch(right, players[1], matchId);
  expect(await newer.closed).toBe(closeCodes.replaced);
  await back.message("joined");
});

test("the owner notices when a player's other process closes the socket", async () => {
  const { clients } = await overBoth("connect-four");
  clients[1].socket.terminate();
  const away = await clients[0].message("connection", ({ connected }) => !connected);
  expect(away).toMatchObject({ side: 1 });
  expect(away.graceUntil).not.toBeNull();
});

test("a result whose transaction fails is stored when it succeeds again, and rated once", async () => {
  // Sequences count failed transactions, too.
  await database.raw(`
    create sequence failures;
    create function fail_three_times() returns trigger language plpgsql as $$ begin
      if nextval('failures') <= 3 then raise exception 'a broken transaction'; end if;
      return new;
    end $$;
    create trigger failing before insert or update on ratings
      for each row execute function fail_three_times()`);
  const { matchId, players, clients } = await overBoth("connect-four");
  clients[0].send({ type: "resign" });
  for (const client of clients) {
    expect(await client.message("ended")).toMatchObject({ winner: 1, reason: "resigned" });
  }
  await database.raw("drop trigger failing on ratings");
  const { rows } = await database.raw<{ rows: object[] }>("select last_value from failures");
  expect(rows).toMatchObject([{ last_value: 5 }]);
  const rated = await database("ratings").whereIn(
    "user_id",
    players.map(({ id }) => id),
  );
  expect(rated.map(({ games }: { games: number }) => games)).toEqual([1, 1]);
  const { data } = await players[0].call(routes.getMatch, { params: { id: matchId } });
  expect(data).toMatchObject({ state: "finished", ratings: expect.any(Array) as unknown[] });
  expect((await players[0].call(routes.currentMatch)).data).toBeNull();
});

test("a process that stops ends its matches as interrupted", async () => {
  const third = await startTestRally({ beside: left });
  const by = [await signUp(third), await signUp(third)] as const;
  const { matchId } = await accepted(by, "pong");
  const clients = [openMatch(right, by[0], matchId), openMatch(right, by[1], matchId)] as const;
  for (const client of clients) await client.message("started");
  await third.close();
  for (const client of clients) {
    expect(await client.message("ended")).toMatchObject({ winner: null, reason: "interrupted" });
  }
  expect((await by[0].call(routes.currentMatch, {}, left)).data).toBeNull();
  const request = { params: { id: matchId } };
  await by[0].call(routes.rematchRoute, request, left);
  const again = await by[1].call(routes.rematchRoute, request, right);
  expect(again.data.matchId).toBeDefined();
});
