import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { otherSide, type ComputerLevel, type Side } from "../game.js";
import { RandomSource } from "../random.js";
import { randomConnectFourMatch } from "../testing/index.js";
import {
  connectFour,
  connectFourGrid,
  connectFourWinningCells,
  type ConnectFourState,
} from "./index.js";

const settings = connectFour.settings.parse({});
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** The state after moves in `columns`, written as digits. */
function after(columns: string, seed = 1): ConnectFourState {
  let state = connectFour.start(settings, seed);
  for (const column of columns) {
    const next = connectFour.play(state, connectFour.turn(state), { column: Number(column) });
    if (!next) throw new Error(`column ${column} is not possible in ${columns}`);
    state = next;
  }
  return state;
}

/** The columns in which `side` would have four in a line at once. */
function winsOf(state: ConnectFourState, side: Side): number[] {
  const grid = connectFourGrid(state);
  const isOwn = (column: number, row: number): boolean => grid[column]?.[row] === side;
  const directions = [
    [0, 1],
    [1, 0],
    [1, 1],
    [1, -1],
  ] as const;
  return [0, 1, 2, 3, 4, 5, 6].filter((column) => {
    const row = grid[column]?.indexOf(undefined) ?? -1;
    if (row < 0) return false;
    return directions.some(([right, up]) => {
      const count = (by: -1 | 1): number => {
        let length = 0;
        while (isOwn(column + by * right * (length + 1), row + by * up * (length + 1))) length++;
        return length;
      };
      return 1 + count(1) + count(-1) >= 4;
    });
  });
}

describe("the rules", () => {
  test("give a player 30 seconds for a move, or what the players choose", () => {
    expect(connectFour.turnSeconds(settings)).toBe(30);
    for (const turnSeconds of [10, 300]) {
      expect(connectFour.settings.parse({ turnSeconds })).toEqual({ turnSeconds });
    }
    for (const turnSeconds of [9, 301, 30.5, NaN, "30", null]) {
      expect(connectFour.settings.safeParse({ turnSeconds }).success).toBe(false);
    }
    expect(connectFour.settings.safeParse({ columns: 8 }).success).toBe(false);
  });

  test("refuse inputs that are no column", () => {
    for (const wrong of [{ column: -1 }, { column: 7 }, { column: 1.5 }, { column: NaN }, {}, 3]) {
      expect(connectFour.input.safeParse(wrong).success).toBe(false);
    }
    expect(connectFour.decodeInput(connectFour.encodeInput({ column: 6 }))).toEqual({ column: 6 });
    for (const bytes of [[], [7], [1, 1]]) {
      expect(connectFour.decodeInput(Uint8Array.from(bytes))).toBeUndefined();
    }
  });

  test("let the seed choose who begins", () => {
    const first = Array.from({ length: 50 }, (_, seed) => connectFour.turn(after("", seed)));
    expect(new Set(first)).toEqual(new Set([0, 1]));
  });

  test("allow one move in turn, in a column that is not full", () => {
    const state = after("000000");
    const side = connectFour.turn(state);
    expect(connectFour.play(state, side, { column: 0 })).toBeUndefined();
    expect(connectFour.play(state, otherSide(side), { column: 1 })).toBeUndefined();
    const next = connectFour.play(state, side, { column: 1 });
    expect(next && connectFour.turn(next)).toBe(otherSide(side));
  });

  test.each([
    ["upwards", "0101010", 4],
    ["across", "0011223", 4],
    ["across the middle of both halves", "2233445", 4],
    ["rising", "01122323363", 4],
    ["falling", "65544343303", 4],
    ["in two directions at once", "5512553424246653", 7],
    ["five in a line", "001133442", 5],
  ])("let four in a line win: %s", (_name, columns, cells) => {
    const state = after(columns);
    const winner = otherSide(connectFour.turn(state));
    expect(connectFour.outcome(state)).toEqual({ winner });
    expect(connectFourWinningCells(state).length).toBeGreaterThanOrEqual(cells);
    expect(connectFour.score(state)[winner]).toBe(1);
    expect(connectFour.play(state, connectFour.turn(state), { column: 6 })).toBeUndefined();
  });

  test("do not join columns at the top and at the bottom", () => {
    expect(connectFour.outcome(after("010101232323"))).toBeUndefined();
    expect(connectFourWinningCells(after("0123"))).toEqual([]);
  });

  test("end with a draw when the grid is full", () => {
    const full = "354346546616113262541023023113465205400502";
    const state = after(full);
    expect(state.moves).toHaveLength(42);
    expect(connectFour.outcome(state)).toEqual({ winner: null });
    expect(connectFour.score(state)).toEqual([0, 0]);
  });

  test("find a win exactly when there is a line of four", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        let before: ConnectFourState | undefined;
        randomConnectFourMatch(seed, (state) => {
          if (before) {
            const side = connectFour.turn(before);
            const isWin = winsOf(before, side).includes(state.moves.at(-1) ?? -1);
            expect(connectFour.outcome(state)?.winner === side).toBe(isWin);
            expect(connectFourWinningCells(state).length >= 4).toBe(isWin);
          }
          before = state;
        });
      }),
    );
  });

  test("give the same state after it was sent as at most 20 bytes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        randomConnectFourMatch(seed, (state) => {
          const bytes = connectFour.encodeState(state);
          expect(bytes.length).toBeLessThanOrEqual(20);
          expect(connectFour.decodeState(bytes, settings)).toStrictEqual(state);
        });
      }),
    );
    for (const bytes of [[], [2], [255], [2, 0xe0], [0, 0]]) {
      const decode = () => connectFour.decodeState(Uint8Array.from(bytes), settings);
      expect(decode).toThrow(RangeError);
    }
  });
});

describe("the computer", () => {
  const columnOf = (state: ConnectFourState, level: ComputerLevel, seed: number): number =>
    connectFour.computer(level, connectFour.turn(state), seed).next(state)?.column ?? -1;

  test("of the hard level takes a win at once, and blocks one", () => {
    let checked = 0;
    for (let seed = 0; seed < 30; seed++) {
      randomConnectFourMatch(seed, (state) => {
        if (connectFour.outcome(state)) return;
        const side = connectFour.turn(state);
        const wins = winsOf(state, side);
        const threats = winsOf(state, otherSide(side));
        if (wins.length + threats.length === 0) return;
        checked++;
        const column = columnOf(state, "hard", seed);
        expect(wins.length > 0 ? wins : threats).toContain(column);
      });
    }
    expect(checked).toBeGreaterThan(50);
  });

  test("of the hard level wins every match against random moves", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = new RandomSource(seed);
      const state = play(seed, [{ level: "hard" }, { random }]);
      expect(connectFour.outcome(state)).toEqual({ winner: 0 });
    }
  });

  test("of the easy level loses most of 200 matches against the hard one", () => {
    const wins = Array.from({ length: 200 }, (_, seed) => {
      const state = play(seed, [{ level: "easy" }, { level: "hard" }]);
      return connectFour.outcome(state)?.winner === 1;
    });
    expect(wins.filter(Boolean).length).toBeGreaterThan(180);
  });

  test("plays the same moves again with the same seed, and none out of turn", () => {
    for (const level of ["easy", "medium", "hard"] as const) {
      const [first, again] = [0, 1].map(() => play(9, [{ level }, { level: "easy" }]));
      expect(again).toEqual(first);
    }
    const state = after("33");
    const waiting = otherSide(connectFour.turn(state));
    expect(connectFour.computer("hard", waiting, 1).next(state)).toBeUndefined();
  });

  type Player = { level: ComputerLevel } | { random: RandomSource };

  function play(seed: number, sides: [Player, Player]): ConnectFourState {
    const players = sides.map((player, side) =>
      "level" in player
        ? connectFour.computer(player.level, side === 0 ? 0 : 1, seed * 2 + side)
        : { next: () => ({ column: player.random.below(7) }) },
    );
    let state = connectFour.start(settings, seed);
    while (!connectFour.outcome(state)) {
      const side = connectFour.turn(state);
      const input = players[side]?.next(state);
      state = (input && connectFour.play(state, side, input)) ?? state;
    }
    return state;
  }
});
