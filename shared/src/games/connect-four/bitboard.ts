/**
 * A set of cells of the grid, as 7 bits a column (row 0 at the bottom, bit 6 always empty): the
 * bitboard of John Tromp and Pascal Pons (https://blog.gamesolver.org/solving-connect-four/06-bitboard/),
 * in two integers because JavaScript shifts 32 bits: columns 0 to 3 in `low`, 4 to 6 in `high`.
 */
export interface Bitboard {
  readonly low: number;
  readonly high: number;
}

export const COLUMNS = 7;
export const ROWS = 6;

const COLUMN_BITS = ROWS + 1;
const LOW_COLUMNS = 4;
const LOW_BITS = LOW_COLUMNS * COLUMN_BITS;
const LOW_MASK = (1 << LOW_BITS) - 1;

export const emptyBoard: Bitboard = { low: 0, high: 0 };

/** The bit of a cell in `low`; 0 if the column is in `high`. */
export const lowBit = (column: number, row: number): number =>
  column < LOW_COLUMNS ? 1 << (column * COLUMN_BITS + row) : 0;

/** The bit of a cell in `high`; 0 if the column is in `low`. */
export const highBit = (column: number, row: number): number =>
  column < LOW_COLUMNS ? 0 : 1 << ((column - LOW_COLUMNS) * COLUMN_BITS + row);

export function withCell({ low, high }: Bitboard, column: number, row: number): Bitboard {
  return { low: low | lowBit(column, row), high: high | highBit(column, row) };
}

/** The distances, in bits, of neighbours: upwards, and the three directions to the next column. */
const DIRECTIONS = [1, COLUMN_BITS - 1, COLUMN_BITS, COLUMN_BITS + 1] as const;

/** Whether four cells in a row are set. */
export function hasFour(low: number, high: number): boolean {
  for (const shift of DIRECTIONS) {
    const pairsLow = low & ((low >>> shift) | ((high << (LOW_BITS - shift)) & LOW_MASK));
    const pairsHigh = high & (high >>> shift);
    const twice = 2 * shift;
    const fours =
      pairsLow & ((pairsLow >>> twice) | ((pairsHigh << (LOW_BITS - twice)) & LOW_MASK));
    if ((fours | (pairsHigh & (pairsHigh >>> twice))) !== 0) return true;
  }
  return false;
}
