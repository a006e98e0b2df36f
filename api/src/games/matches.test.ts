import * as routes from "@rally/shared/games";
import { closeCodes } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import {
  accepted,
  eventually,
  inTurn,
  openMatch,
  signUp,
  startedMatch,
  startTestRally,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { matchGrace: 300 } });
afterAll(() => rally.close());
const { database } = rally;

const two = async () => [await signUp(rally), await signUp(rally)] as const;

const started = async (game: routes.GameId, settings = {}) =>
  startedMatch(rally, await two(), game, settings);

describe("a match of turns", () => {
  test("is played to its end, and stores its result, record and ratings once", async () => {
    const { matchId, players, clients } = await started("connect-four");
    const {
      first: winner,
      clients: [first, second],
    } = await inTurn(clients);
    const [won, lost] = winner === 0 ? players : [players[1], players[0]];
    for (let number = 0; number < 7; number += 1) {
      const client = number % 2 === 0 ? first : second;
      client.send({ type: "move", number, input: { column: number % 2 } });
      for (const one of clients) await one.message("move", (move) => move.number === number);
    }
    const ended = await second.message("ended");
    expect(ended).toMatchObject({ winner, reason: "rules", steps: 7 });
    expect(ended.ratings?.[winner].after).toBeGreaterThan(1_600);
    expect(await first.closed).toBe(closeCodes.matchEnded);
    const { data } = await lost.call(routes.getMatch, { params: { id: matchId } });
    expect(data).toMatchObject({ state: "finished", end: { winner, reason: "rules" } });
    expect(data.record?.inputs).toHaveLength(7);
    const query = { query: { result: "lost" as const, game: "connect-four" as const } };
    const list = await lost.call(routes.listMatches, query);
    expect(list.data.map(({ id }) => id)).toEqual([matchId]);
    expect((await won.call(routes.listMatches, query)).data).toEqual([]);
    expect(await database("ratings").where("user_id", won.id)).toMatchObject([
      { games: 1, wins: 1, losses: 0 },
    ]);
    expect((await won.call(routes.currentMatch)).data).toBeNull();
  });

  test("refuses moves out of turn, with a wrong number, and that the rules forbid", async () => {
    const [first, second] = (await inTurn((await started("connect-four")).clients)).clients;
    second.send({ type: "move", number: 0, input: { column: 0 } });
    await second.message("refused", ({ reason }) => reason === "notYourTurn");
    first.send({ type: "move", number: 3, input: { column: 0 } });
    await first.message("refused", ({ reason }) => reason === "wrongNumber");
    first.send({ type: "move", number: 0, input: { column: 99 } });
    await first.message("refused", ({ reason }) => reason === "invalid");
    first.send({ type: "move", number: 0, input: { column: 0 } });
    await second.message("move");
  });

  test("ends as a draw that both agree on", async () => {
    const { clients } = await started("connect-four");
    clients[0].send({ type: "offerDraw" });
    await clients[1].message("drawOffered");
    clients[1].send({ type: "answerDraw", accept: true });
    expect(await clients[0].message("ended")).toMatchObject({ winner: null, reason: "agreed" });
  });
});

describe("a real-time match", () => {
  test("is played to its end in snapshots of at most 32 bytes, and can be replayed", async () => {
    const settings = { pointsToWin: 1, ballSpeed: "fast" };
    const { matchId, players, clients } = await started("pong", settings);
    const game = await routes.loadGame("pong");
    const input = game.encodeInput({ to: 0 });
    const sizes: number[] = [];
    clients[0].socket.on("message", (data: Buffer, isBinary) => {
      if (isBinary) sizes.push(data.length);
    });
    clients[0].socket.send(routes.encodeInputFrame({ sequence: 1, step: 0, input }));
    const ended = await eventually(() => clients[1].message("ended"), 30_000);
    expect(ended.reason).toBe("rules");
    expect(Math.max(...sizes)).toBeLessThanOrEqual(32);
    // With the two bytes of the frame's header, and one input in the whole match.
    const bytes = sizes.reduce((sum, size) => sum + size + 2, 0);
    expect(bytes / (ended.steps / 60)).toBeLessThanOrEqual(350);
    expect(clients[0].snapshots.at(-1)?.sequence).toBe(1);
    const { data } = await players[0].call(routes.getMatch, { params: { id: matchId } });
    const played = z.parse(game.settings, data.settings);
    const inputs = (data.record?.inputs ?? []).map(({ input, ...when }) => ({
      ...{ ...when, input: z.parse(game.input, input) },
    }));
    const { seed = 0, steps = 0 } = data.record ?? {};
    const record = { game: "pong", settings: played, seed, steps, inputs };
    expect(new routes.Replay(game, record).outcome?.winner).toBe(ended.winner);
  }, 60_000);

  test("refuses inputs of future steps, of spectators, and repeated ones", async () => {
    const { matchId, clients } = await started("pong");
    const [first] = clients;
    const input = (await routes.loadGame("pong")).encodeInput({ move: 1 });
    first.socket.send(routes.encodeInputFrame({ sequence: 1, step: 100_000, input }));
    await first.message("refused", ({ reason }) => reason === "tooFarAhead");
    first.socket.send(routes.encodeInputFrame({ sequence: 1, step: 0, input }));
    first.socket.send(routes.encodeInputFrame({ sequence: 1, step: 0, input }));
    await first.message("refused", ({ reason }) => reason === "invalid");
    const spectator = openMatch(rally, await signUp(rally), matchId);
    expect(await spectator.message("joined")).toMatchObject({ side: null, state: "playing" });
    spectator.socket.send(routes.encodeInputFrame({ sequence: 1, step: 0, input }));
    await spectator.message("refused", ({ reason }) => reason === "notAPlayer");
    spectator.send({ type: "resign" });
    await eventually(() => expect(spectator.messages).toHaveLength(3));
    await eventually(() => expect(spectator.snapshots.length).toBeGreaterThan(2));
  });

  test("closes a flood of inputs, and goes on when its player returns", async () => {
    const { matchId, players, clients } = await started("pong");
    const input = (await routes.loadGame("pong")).encodeInput({ move: 1 });
    for (let sequence = 1; sequence < 1_000; sequence += 1) {
      clients[0].socket.send(routes.encodeInputFrame({ sequence, step: 0, input }));
    }
    expect(await clients[0].closed).toBe(closeCodes.slowDown);
    await clients[1].message("connection", ({ graceUntil }) => graceUntil !== null);
    const again = openMatch(rally, players[0], matchId);
    expect(await again.message("joined")).toMatchObject({ side: 0, state: "playing" });
    const { length } = clients[1].snapshots;
    await eventually(() => expect(clients[1].snapshots.length).toBeGreaterThan(length));
  });
});

describe("players and spectators", () => {
  test("a newer socket of a player replaces the older one", async () => {
    const { matchId, players, clients } = await started("connect-four");
    const newer = openMatch(rally, players[0], matchId);
    expect(await clients[0].closed).toBe(closeCodes.replaced);
    expect(await newer.message("joined")).toMatchObject({ side: 0, state: "playing" });
  });

  test("a player claims the win after the grace period, and not before", async () => {
    const { clients } = await started("connect-four");
    clients[1].send({ type: "claim" });
    await clients[1].message("refused", ({ reason }) => reason === "graceNotOver");
    clients[0].socket.terminate();
    await clients[1].message("connection", ({ graceUntil }) => graceUntil !== null);
    const ended = await eventually(() => {
      clients[1].send({ type: "claim" });
      const found = clients[1].messages.find(({ type }) => type === "ended");
      expect(found).toBeDefined();
      return found;
    });
    expect(ended).toMatchObject({ winner: 1, reason: "claimed" });
  });

  test("refuses unknown matches, and users with a block between them and a player", async () => {
    const { matchId, players } = await started("connect-four");
    const other = await signUp(rally);
    const spectator = openMatch(rally, other, matchId);
    await spectator.message("joined");
    await database("blocks").insert({ blocker_id: players[0].id, blocked_id: other.id });
    expect(await spectator.closed).toBe(closeCodes.refused);
    expect(await openMatch(rally, other, matchId).closed).toBe(closeCodes.refused);
    expect(await openMatch(rally, other, "x").closed).toBe(closeCodes.refused);
  });

  test("a match without a player is aborted, and both are free again", async () => {
    const { matchId, players } = await accepted(await two(), "pong");
    const client = openMatch(rally, players[0], matchId);
    await client.message("joined");
    client.send({ type: "abort" });
    expect(await client.message("ended")).toMatchObject({ winner: null, reason: "aborted" });
    expect((await players[1].call(routes.currentMatch)).data).toBeNull();
  });
});
