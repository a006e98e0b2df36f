import { BitReader, BitWriter } from "../bits.js";
import { type Side } from "../game.js";
import { COLUMNS, ROWS } from "./bitboard.js";
import {
  dropDisc,
  emptyGrid,
  turnOf,
  type ConnectFourInput,
  type ConnectFourSettings,
  type ConnectFourState,
} from "./state.js";

const COLUMN_BITS = 3;

const sizeOf = (moves: number): number => 1 + Math.ceil((moves * COLUMN_BITS) / 8);

/** A byte with the number of moves and the side that began, and 3 bits for the column of each move. */
export function encodeConnectFour({ first, moves }: ConnectFourState): Uint8Array {
  const writer = new BitWriter(sizeOf(moves.length)).write((moves.length << 1) | first, 8);
  for (const column of moves) writer.write(column, COLUMN_BITS);
  return writer.bytes();
}

/** @throws RangeError for bytes that are no state */
export function decodeConnectFour(
  bytes: Uint8Array,
  settings: ConnectFourSettings,
): ConnectFourState {
  const reader = new BitReader(bytes);
  const head = reader.read(8);
  const count = head >> 1;
  const isComplete = count <= COLUMNS * ROWS && bytes.length === sizeOf(count);
  let state: ConnectFourState | undefined = emptyGrid(settings, (head & 1) as Side);
  for (let move = 0; isComplete && state && move < count; move++) {
    state = dropDisc(state, turnOf(state), reader.read(COLUMN_BITS));
  }
  if (!isComplete || !state) throw new RangeError("not a state of Connect Four");
  return state;
}

export function encodeConnectFourInput({ column }: ConnectFourInput): Uint8Array {
  return Uint8Array.of(column);
}

/** Undefined for bytes that are no input. */
export function decodeConnectFourInput(bytes: Uint8Array): ConnectFourInput | undefined {
  const [column] = bytes;
  if (bytes.length !== 1 || column === undefined || column >= COLUMNS) return undefined;
  return { column };
}
