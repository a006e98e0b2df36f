import { otherSide, type Side } from "../game.js";
import { COLUMNS, hasFour, highBit, lowBit, ROWS } from "./bitboard.js";
import { turnOf, type ConnectFourState } from "./state.js";

/** The columns from the middle outwards: those in the middle are in more lines of four. */
export const MIDDLE_FIRST = [3, 2, 4, 1, 5, 0, 6] as const;

/** The value of a win, less the number of discs at its end, so that an earlier win is worth more. */
const WIN = 1_000;
export const WON = WIN - COLUMNS * ROWS - 1;

/** The number of lines of four through each cell, by column and row. */
const LINES = Array.from({ length: COLUMNS }, (_, column) =>
  Array.from({ length: ROWS }, (_, row) => linesThrough(column, row)),
);

function linesThrough(column: number, row: number): number {
  let count = 0;
  for (const [right, up] of [
    [0, 1],
    [1, 0],
    [1, 1],
    [1, -1],
  ] as const) {
    for (let start = -3; start <= 0; start++) {
      const isInside = [start, start + 3].every((at) => {
        const [x, y] = [column + at * right, row + at * up];
        return x >= 0 && x < COLUMNS && y >= 0 && y < ROWS;
      });
      if (isInside) count++;
    }
  }
  return count;
}

/** A column and its value for the player to move. Above `WON`: the player wins; below `-WON`: loses. */
export interface ValuedMove {
  column: number;
  value: number;
  /** Whether the opponent would win with its next disc in this column. */
  isBlock: boolean;
}

/**
 * Values the moves of the player to move by alpha-beta search, one level deeper at a time, until
 * `depth` moves are seen or `maxNodes` positions. No clock: the result is the same on every machine.
 */
export class Search {
  readonly #low: [number, number] = [0, 0];
  readonly #high: [number, number] = [0, 0];
  readonly #heights: number[];
  readonly #turn: Side;
  readonly #maxNodes: number;
  #nodes = 0;
  #moves: number;

  constructor(state: ConnectFourState, maxNodes: number) {
    for (const side of [0, 1] as const) {
      this.#low[side] = state.discs[side].low;
      this.#high[side] = state.discs[side].high;
    }
    this.#heights = [...state.heights];
    this.#turn = turnOf(state);
    this.#moves = state.moves.length;
    this.#maxNodes = maxNodes;
  }

  /**
   * All moves that are possible, the best first; those of the same value from the middle outwards.
   * @param tolerance values that are further below the best one are not exact, which saves most of the time
   */
  moves(depth: number, tolerance: number): ValuedMove[] {
    let moves: ValuedMove[] = MIDDLE_FIRST.filter((column) => this.#height(column) < ROWS).map(
      (column) => ({ column, value: 0, isBlock: this.#isBlock(column) }),
    );
    const deepest = Math.min(depth, COLUMNS * ROWS - this.#moves);
    for (let level = 1; level <= deepest; level++) {
      let best = -WIN;
      const deeper = moves.map((move) => {
        const alpha = Math.max(-WIN, best - tolerance - 1);
        const value = this.#play(this.#turn, move.column, level, alpha, WIN, 0);
        best = Math.max(best, value);
        return { ...move, value };
      });
      // A level that was cut off is no better than the one before.
      if (this.#nodes > this.#maxNodes) break;
      moves = deeper.toSorted((a, b) => b.value - a.value);
    }
    return moves;
  }

  /** Whether the opponent would win with its next disc in `column`. */
  #isBlock(column: number): boolean {
    const opponent = otherSide(this.#turn);
    const row = this.#height(column);
    const low = this.#low[opponent] | lowBit(column, row);
    return hasFour(low, this.#high[opponent] | highBit(column, row));
  }

  #height(column: number): number {
    return this.#heights[column] ?? ROWS;
  }

  /**
   * The value, for `side`, of its disc in `column`, exact if it is between `alpha` and `beta`.
   * @param gain the lines through the discs that the search has added: those of `side`, less the others
   */
  #play(
    side: Side,
    column: number,
    depth: number,
    alpha: number,
    beta: number,
    gain: number,
  ): number {
    const row = this.#height(column);
    const [low, high] = [lowBit(column, row), highBit(column, row)];
    this.#low[side] |= low;
    this.#high[side] |= high;
    this.#heights[column] = row + 1;
    this.#moves++;
    this.#nodes++;
    const more = gain + (LINES[column]?.[row] ?? 0);
    const value = hasFour(this.#low[side], this.#high[side])
      ? WIN - this.#moves
      : -this.#best(otherSide(side), depth - 1, -beta, -alpha, -more);
    this.#low[side] ^= low;
    this.#high[side] ^= high;
    this.#heights[column] = row;
    this.#moves--;
    return value;
  }

  /** The value of the best move of `side`. */
  #best(side: Side, depth: number, alpha: number, beta: number, gain: number): number {
    if (this.#moves === COLUMNS * ROWS) return 0;
    if (depth <= 0 || this.#nodes > this.#maxNodes) return gain;
    let best = -WIN;
    for (const column of MIDDLE_FIRST) {
      if (this.#height(column) >= ROWS) continue;
      const value = this.#play(side, column, depth, Math.max(alpha, best), beta, gain);
      best = Math.max(best, value);
      if (best >= beta) break;
    }
    return best;
  }
}
