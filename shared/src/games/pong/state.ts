import { nextRandom, randomBelow, randomValue } from "../random.js";
import { otherSide, type Side } from "../game.js";
import {
  PONG_STEPS_PER_SECOND,
  pongBallSpeeds,
  pongField,
  pongPaddleLengths,
  type PongInput,
  type PongSettings,
} from "./settings.js";

/** What the ball can collect for the player who hit it last. */
export const pongPowerUpKinds = ["large-paddle", "small-paddle", "slow-ball"] as const;
/** `small-paddle` is the opponent's; `slow-ball` slows the ball that flies to the one who has it. */
export type PongPowerUpKind = (typeof pongPowerUpKinds)[number];

/** The only power-up of the moment: on the field, or collected by a side until no steps are left. */
export type PongPowerUp =
  | { readonly kind: PongPowerUpKind; readonly cell: number }
  | { readonly kind: PongPowerUpKind; readonly side: Side; readonly stepsLeft: number };

export interface PongBall {
  readonly x: number;
  readonly y: number;
  /** From the horizontal, in degrees from -60 to 60; positive angles go down. */
  readonly angle: number;
}

export interface PongPaddle {
  readonly y: number;
  /** The input that holds. */
  readonly input: PongInput;
}

export interface PongState {
  readonly settings: PongSettings;
  readonly score: readonly [number, number];
  /** The steps until the ball is served; it waits in the middle. 0 while it flies. */
  readonly serveIn: number;
  readonly ball: PongBall;
  /** The side that the ball flies to. The other one hit it last. */
  readonly heading: Side;
  /** The hits since the serve. */
  readonly hits: number;
  readonly paddles: readonly [PongPaddle, PongPaddle];
  readonly powerUp: PongPowerUp | undefined;
  /** The state of the random generator. */
  readonly random: number;
}

export const MAX_ANGLE = 60;
export const SERVE_STEPS = PONG_STEPS_PER_SECOND;
export const POWER_UP_STEPS = 8 * PONG_STEPS_PER_SECOND;

/** Paddles become shorter from this hit of a rally on, and have no length at the last one. */
const SHRINK_FROM = 40;
/** The most hits of a rally: no match goes on forever. */
export const MAX_HITS = 60;

/** Each hit makes the ball faster by one such part of the serve's speed, up to the last of these hits. */
const SPEED_UP = { part: 20, lastHit: 30 };

const SERVE_ANGLES = { least: 6, most: 36 };

const MIDDLE = { x: pongField.width / 2, y: pongField.height / 2 };

export function startPong(settings: PongSettings, seed: number): PongState {
  const random = nextRandom(seed >>> 0);
  const paddle: PongPaddle = { y: MIDDLE.y, input: { move: 0 } };
  const state: PongState = {
    ...{ settings, score: [0, 0], serveIn: 0, ball: { ...MIDDLE, angle: 0 }, heading: 0, hits: 0 },
    ...{ paddles: [paddle, paddle], powerUp: undefined, random },
  };
  return serve(state, randomBelow(random, 2) === 0 ? 0 : 1);
}

/** The state in which the ball waits to be served to `side`. */
export function serve(state: PongState, side: Side): PongState {
  const random = nextRandom(state.random);
  const steepness =
    SERVE_ANGLES.least + randomBelow(random, SERVE_ANGLES.most - SERVE_ANGLES.least + 1);
  const angle = (randomValue(random) & 1) === 0 ? steepness : -steepness;
  const { powerUp } = state;
  return {
    ...state,
    ...{ random, heading: side, hits: 0, serveIn: SERVE_STEPS, ball: { ...MIDDLE, angle } },
    powerUp: powerUp && "cell" in powerUp ? undefined : powerUp,
  };
}

export function pongWinner({ score, settings }: PongState): Side | undefined {
  if (score[0] >= settings.pointsToWin) return 0;
  return score[1] >= settings.pointsToWin ? 1 : undefined;
}

/** The power-up that a side has collected. */
function effectOf({ powerUp }: PongState, side: Side): PongPowerUpKind | undefined {
  return powerUp && "side" in powerUp && powerUp.side === side ? powerUp.kind : undefined;
}

/** The length of a side's paddle, in units. */
export function pongPaddleLength(state: PongState, side: Side): number {
  let length: number = pongPaddleLengths[state.settings.paddleSize];
  if (effectOf(state, side) === "large-paddle") length = Math.floor((length * 3) / 2);
  if (effectOf(state, otherSide(side)) === "small-paddle") length = Math.floor((length * 3) / 5);
  if (state.hits <= SHRINK_FROM) return length;
  return Math.floor((length * (MAX_HITS - state.hits)) / (MAX_HITS - SHRINK_FROM));
}

/** The speed of the ball, in units a step. */
export function pongBallSpeed(state: PongState): number {
  let speed: number = pongBallSpeeds[state.settings.ballSpeed];
  if (state.settings.speedUp) {
    speed += Math.floor((speed * Math.min(state.hits, SPEED_UP.lastHit)) / SPEED_UP.part);
  }
  return effectOf(state, state.heading) === "slow-ball" ? Math.floor((speed * 2) / 3) : speed;
}

/** The x at which the ball's centre is when it touches the front of a side's paddle. */
export function contactX(side: Side): number {
  const distance = pongField.paddleFront + pongField.ballRadius;
  return side === 0 ? distance : pongField.width - distance;
}

/** Power-ups appear in the cells of a grid of 8 × 8 in the middle of the field. */
export const POWER_UP_CELLS = 64;

/** The centre of a power-up on the field, in units. */
export function pongPowerUpPosition(cell: number): { x: number; y: number } {
  return { x: 4_300 + (cell % 8) * 600, y: 800 + Math.floor(cell / 8) * 900 };
}
