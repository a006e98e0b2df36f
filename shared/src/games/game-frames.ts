/*
 * The binary frames of the game socket, version 1. All integers are unsigned and big-endian.
 *
 *   input:    1 | sequence (3 bytes) | step (3 bytes) | input (`encodeInput`, at most 4 bytes)
 *   snapshot: 2 | step (3 bytes) | sequence (3 bytes) | state (`encodeState`, at most 20 bytes)
 */

const INPUT = 1;
const SNAPSHOT = 2;
const HEADER_BYTES = 7;
/** The largest step and sequence: 77 hours at 60 steps a second. */
export const FRAME_INTEGER_MAX = 0xff_ffff;

/** An input of a real-time game, from a player. */
export interface InputFrame {
  /** Rises with each input of this player in this match, from 1. */
  sequence: number;
  /** The step that the input is for, by the player's prediction: it takes effect before this step. */
  step: number;
  /** As the game encodes it. */
  input: Uint8Array;
}

/** The state of a real-time game, from the server. */
export interface SnapshotFrame {
  /** The number of steps that led to this state. */
  step: number;
  /** The last of the receiver's inputs that is part of this state; 0 for none, and for spectators. */
  sequence: number;
  /** As the game encodes it. */
  state: Uint8Array;
}

export const encodeInputFrame = ({ sequence, step, input }: InputFrame): Uint8Array<ArrayBuffer> =>
  encode(INPUT, sequence, step, input);

/** Undefined for bytes that are no input frame. */
export function decodeInputFrame(bytes: Uint8Array): InputFrame | undefined {
  const frame = decode(INPUT, bytes);
  return frame && { sequence: frame.first, step: frame.second, input: frame.rest };
}

export const encodeSnapshotFrame = (frame: SnapshotFrame): Uint8Array<ArrayBuffer> =>
  encode(SNAPSHOT, frame.step, frame.sequence, frame.state);

/** Undefined for bytes that are no snapshot frame. */
export function decodeSnapshotFrame(bytes: Uint8Array): SnapshotFrame | undefined {
  const frame = decode(SNAPSHOT, bytes);
  return frame && { step: frame.first, sequence: frame.second, state: frame.rest };
}

function encode(
  type: number,
  first: number,
  second: number,
  rest: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + rest.length);
  const view = new DataView(bytes.buffer);
  // The third byte of each integer is written over by what follows.
  view.setUint8(0, type);
  view.setUint32(1, first << 8);
  view.setUint16(4, second >>> 8);
  view.setUint8(6, second & 0xff);
  bytes.set(rest, HEADER_BYTES);
  return bytes;
}

function decode(
  type: number,
  bytes: Uint8Array,
): { first: number; second: number; rest: Uint8Array } | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0] !== type) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    first: view.getUint32(0) & FRAME_INTEGER_MAX,
    second: view.getUint32(3) & FRAME_INTEGER_MAX,
    rest: bytes.subarray(HEADER_BYTES),
  };
}
