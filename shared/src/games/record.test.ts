import { describe, expect, test } from "vitest";
import {
  connectFour,
  gameIds,
  isGameId,
  loadGame,
  loadGames,
  pong,
  type AnyGame,
} from "./index.js";
import { MatchRecorder, Replay } from "./record.js";
import { nextRandom, RandomSource, randomBelow } from "./random.js";
import { randomConnectFourMatch, randomPongMatch } from "./testing/index.js";

describe("a replay", () => {
  test("shows any step, in any order, as it was played", () => {
    const states: unknown[] = [];
    const match = randomPongMatch(300, (state) => states.push(state));
    const replay = new Replay(pong, match.record());
    expect(replay.steps).toBe(states.length - 1);
    const random = new RandomSource(1);
    const last = replay.steps;
    const order = [
      last,
      0,
      1,
      last - 1,
      299,
      300,
      301,
      300,
      ...Array.from({ length: 50 }, () => random.below(last)),
    ];
    for (const step of order) expect(replay.stateAt(step)).toEqual(states[step]);
    expect(replay.final).toEqual(match.state);
    expect(replay.outcome).toEqual(match.outcome);
    for (const step of [-1, last + 1, 0.5, NaN])
      expect(() => replay.stateAt(step)).toThrow(RangeError);
  });

  test("of a game of turns has a step for each move", () => {
    const match = randomConnectFourMatch(3);
    const replay = new Replay(connectFour, match.record());
    expect(replay.steps).toBe(match.state.moves.length);
    expect(replay.stateAt(2).moves).toEqual(match.state.moves.slice(0, 2));
    expect(replay.outcome).toEqual(match.outcome);
  });

  test("of a match that a player gave up has no outcome", () => {
    const match = new MatchRecorder(pong, pong.settings.parse({}), 5);
    match.step();
    // No step follows this input.
    expect(match.play(0, { move: 1 })).toBe(true);
    const replay = new Replay(pong, match.record());
    expect(replay).toMatchObject({ steps: 1, outcome: undefined });
  });

  test("refuses a record that was not played by the rules", () => {
    const { game, settings, seed, inputs, steps } = randomConnectFourMatch(3).record();
    const [first, second, ...rest] = inputs;
    if (!first || !second) throw new Error("a match without moves");
    for (const wrong of [
      [second, first, ...rest],
      [first, first, second, ...rest],
      [first, ...rest],
      [...inputs, { ...first, step: steps }],
      [{ ...first, side: second.side }, second, ...rest],
    ]) {
      const record = { game, settings, seed, inputs: wrong, steps };
      expect(() => new Replay(connectFour, record)).toThrow(RangeError);
    }
    const played = randomPongMatch(8).record();
    const reversed = { ...played, inputs: played.inputs.toReversed() };
    expect(() => new Replay(pong, reversed)).toThrow(RangeError);
  });
});

test("a recorder leaves out inputs that change nothing, and refuses those that are not allowed", () => {
  const match = new MatchRecorder(pong, pong.settings.parse({}), 5);
  for (const move of [0, 1, 1, 1] as const) expect(match.play(0, { move })).toBe(true);
  match.step();
  expect(match.record().inputs).toEqual([{ step: 0, side: 0, input: { move: 1 } }]);
  const turns = new MatchRecorder(connectFour, { turnSeconds: 30 }, 5);
  const waiting = connectFour.turn(turns.state) === 0 ? 1 : 0;
  expect(turns.play(waiting, { column: 0 })).toBe(false);
  turns.step();
  expect(turns.steps).toBe(0);
});

test("the table has each game under its id", async () => {
  const games = await loadGames();
  expect(Object.keys(games)).toEqual(gameIds);
  for (const id of gameIds) {
    const game: AnyGame = await loadGame(id);
    expect(game).toBe(games[id]);
    expect(game.id).toBe(id);
    expect(game.outcome(game.start(game.settings.parse({}), 1))).toBeUndefined();
  }
  expect([isGameId("pong"), isGameId("chess"), isGameId("toString"), isGameId(1)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test("the random generator gives the numbers of mulberry32, evenly", () => {
  // The first numbers of the reference implementation for seed 1.
  let random = 1;
  const numbers = [0, 1, 2].map(() => randomBelow((random = nextRandom(random)), 1_000_000));
  expect(numbers).toEqual([627_073, 2_735, 527_447]);
  const source = new RandomSource(7);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let roll = 0; roll < 6_000; roll++) {
    const value = source.below(6);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(120);
});
