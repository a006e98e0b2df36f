import * as z from "zod/mini";
import { otherSide, type Outcome, type Side } from "../game.js";
import { nextRandom, randomBelow } from "../random.js";
import { COLUMNS, emptyBoard, hasFour, ROWS, withCell, type Bitboard } from "./bitboard.js";

export const connectFourSettingsSchema = z.strictObject({
  /** The seconds for one move. */
  turnSeconds: z._default(z.int().check(z.minimum(10), z.maximum(300)), 30),
});
export type ConnectFourSettings = z.infer<typeof connectFourSettingsSchema>;

/** A disc dropped into a column, from 0 at the left. */
export const connectFourInputSchema = z.strictObject({
  column: z.int().check(z.minimum(0), z.maximum(COLUMNS - 1)),
});
export type ConnectFourInput = z.infer<typeof connectFourInputSchema>;

export interface ConnectFourState {
  readonly settings: ConnectFourSettings;
  /** The side that began. */
  readonly first: Side;
  /** The columns of the moves so far. */
  readonly moves: readonly number[];
  /** The number of discs in each column. */
  readonly heights: readonly number[];
  /** The discs of each side. */
  readonly discs: readonly [Bitboard, Bitboard];
}

/** A cell of the grid: columns from the left, rows from the bottom, both from 0. */
export interface ConnectFourCell {
  column: number;
  row: number;
}

export function startConnectFour(settings: ConnectFourSettings, seed: number): ConnectFourState {
  return emptyGrid(settings, randomBelow(nextRandom(seed >>> 0), 2) === 0 ? 0 : 1);
}

export function emptyGrid(settings: ConnectFourSettings, first: Side): ConnectFourState {
  const heights = Array.from({ length: COLUMNS }, () => 0);
  return { settings, first, moves: [], heights, discs: [emptyBoard, emptyBoard] };
}

export function turnOf({ first, moves }: ConnectFourState): Side {
  return moves.length % 2 === 0 ? first : otherSide(first);
}

/** The state after a disc of `side`; undefined if it is not its turn, or the column is full. */
export function dropDisc(
  state: ConnectFourState,
  side: Side,
  column: number,
): ConnectFourState | undefined {
  const row = state.heights[column];
  if (side !== turnOf(state) || row === undefined || row >= ROWS) return undefined;
  if (outcomeOf(state)) return undefined;
  const discs = withCell(state.discs[side], column, row);
  return {
    ...state,
    moves: [...state.moves, column],
    heights: state.heights.map((height, index) => (index === column ? height + 1 : height)),
    discs: side === 0 ? [discs, state.discs[1]] : [state.discs[0], discs],
  };
}

export function outcomeOf(state: ConnectFourState): Outcome | undefined {
  // Only the last move can have ended the match.
  const last = otherSide(turnOf(state));
  const { low, high } = state.discs[last];
  if (hasFour(low, high)) return { winner: last };
  return state.moves.length === COLUMNS * ROWS ? { winner: null } : undefined;
}

/** Whose discs are in which cell: `[column][row]`, undefined for an empty cell. */
export function connectFourGrid({ first, moves }: ConnectFourState): (Side | undefined)[][] {
  const grid: (Side | undefined)[][] = Array.from({ length: COLUMNS }, () => []);
  for (const [index, column] of moves.entries()) {
    grid[column]?.push(index % 2 === 0 ? first : otherSide(first));
  }
  for (const column of grid) while (column.length < ROWS) column.push(undefined);
  return grid;
}

/** The cells of all lines of four or more that won the match; empty without a winner. */
export function connectFourWinningCells(state: ConnectFourState): ConnectFourCell[] {
  const winner = outcomeOf(state)?.winner ?? undefined;
  if (winner === undefined) return [];
  const grid = connectFourGrid(state);
  const cells = new Map<string, ConnectFourCell>();
  const directions = [
    [0, 1],
    [1, 0],
    [1, 1],
    [1, -1],
  ] as const;
  for (let column = 0; column < COLUMNS; column++) {
    for (let row = 0; row < ROWS; row++) {
      for (const [right, up] of directions) {
        const line = [0, 1, 2, 3].map((at) => ({
          column: column + at * right,
          row: row + at * up,
        }));
        if (!line.every((cell) => grid[cell.column]?.[cell.row] === winner)) continue;
        for (const cell of line) cells.set(`${cell.column} ${cell.row}`, cell);
      }
    }
  }
  return [...cells.values()];
}
