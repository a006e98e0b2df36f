import { type Side } from "../game.js";
import { BitReader, BitWriter } from "../bits.js";
import { pongField, type PongInput, type PongSettings } from "./settings.js";
import {
  MAX_ANGLE,
  MAX_HITS,
  pongPowerUpKinds,
  POWER_UP_CELLS,
  POWER_UP_STEPS,
  SERVE_STEPS,
  type PongPowerUp,
  type PongState,
} from "./state.js";

/** The bytes of a state: 154 bits, and six that are 0. */
const STATE_BYTES = 20;
const INPUT_BYTES = 2;

/** The bits of the fields, in their order, where they are written alike. */
const bits = {
  x: 14,
  y: 13,
  angle: 7,
  hits: 6,
  score: 5,
  serveIn: 6,
  kind: 2,
  effect: 10,
} as const;

export function encodePong(state: PongState): Uint8Array {
  const { ball, paddles, score, random } = state;
  const writer = new BitWriter(STATE_BYTES)
    .write(ball.x, bits.x)
    .write(ball.y, bits.y)
    .write(ball.angle + MAX_ANGLE, bits.angle)
    .write(state.heading, 1)
    .write(state.hits, bits.hits)
    .write(state.serveIn, bits.serveIn);
  for (const side of [0, 1] as const) {
    writer
      .write(score[side], bits.score)
      .write(paddles[side].y, bits.y)
      .write(inputNumber(paddles[side].input), bits.y);
  }
  writer.write(random >>> 16, 16).write(random & 0xffff, 16);
  return writePowerUp(writer, state.powerUp).bytes();
}

function writePowerUp(writer: BitWriter, powerUp: PongPowerUp | undefined): BitWriter {
  if (!powerUp) return writer;
  writer.write(pongPowerUpKinds.indexOf(powerUp.kind) + 1, bits.kind);
  // On the field: 0 and the cell. Collected: the steps that are left, and the side.
  if ("cell" in powerUp) return writer.write(0, 1).write(powerUp.cell, bits.effect);
  return writer.write(1, 1).write((powerUp.stepsLeft << 1) | powerUp.side, bits.effect);
}

/** @throws RangeError for bytes that are no state with these settings */
export function decodePong(bytes: Uint8Array, settings: PongSettings): PongState {
  const reader = new BitReader(bytes);
  if (bytes.length !== STATE_BYTES) throw new RangeError("a state of Pong has 20 bytes");
  const within = (value: number, low: number, high: number): number => {
    if (value < low || value > high) throw new RangeError("not a state of Pong");
    return value;
  };
  const { width, height, ballRadius: radius } = pongField;
  const ball = {
    x: within(reader.read(bits.x), radius, width - radius),
    y: within(reader.read(bits.y), radius, height - radius),
    angle: within(reader.read(bits.angle) - MAX_ANGLE, -MAX_ANGLE, MAX_ANGLE),
  };
  const heading = reader.read(1) as Side;
  const hits = within(reader.read(bits.hits), 0, MAX_HITS);
  const serveIn = within(reader.read(bits.serveIn), 0, SERVE_STEPS);
  const readSide = () => {
    const score = within(reader.read(bits.score), 0, settings.pointsToWin);
    const y = within(reader.read(bits.y), 0, height);
    const input = inputOf(reader.read(bits.y));
    if (!input) throw new RangeError("not an input of Pong");
    return { score, paddle: { y, input } };
  };
  const first = readSide();
  const second = readSide();
  const random = ((reader.read(16) << 16) | reader.read(16)) >>> 0;
  return {
    ...{ settings, ball, heading, hits, serveIn, random, powerUp: readPowerUp(reader) },
    ...{ score: [first.score, second.score], paddles: [first.paddle, second.paddle] },
  };

  function readPowerUp(reader: BitReader): PongPowerUp | undefined {
    const number = reader.read(bits.kind);
    const collected = reader.read(1);
    const value = reader.read(bits.effect);
    const kind = pongPowerUpKinds[number - 1];
    if (!kind) return undefined;
    if (!collected) return { kind, cell: within(value, 0, POWER_UP_CELLS - 1) };
    const stepsLeft = within(value >> 1, 1, POWER_UP_STEPS);
    return { kind, side: (value & 1) as Side, stepsLeft };
  }
}

/** An input as a number of 13 bits: a y, or the height and 2 plus the direction. */
function inputNumber(input: PongInput): number {
  return "to" in input ? input.to : pongField.height + 2 + input.move;
}

function inputOf(number: number): PongInput | undefined {
  if (number <= pongField.height) return { to: number };
  const move = ([-1, 0, 1] as const)[number - pongField.height - 1];
  return move === undefined ? undefined : { move };
}

export function encodePongInput(input: PongInput): Uint8Array {
  const number = inputNumber(input);
  return Uint8Array.of(number >> 8, number & 0xff);
}

/** Undefined for bytes that are no input. */
export function decodePongInput(bytes: Uint8Array): PongInput | undefined {
  const [high, low] = bytes;
  if (bytes.length !== INPUT_BYTES || high === undefined || low === undefined) return undefined;
  return inputOf((high << 8) | low);
}
