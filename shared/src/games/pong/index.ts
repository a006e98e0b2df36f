import { type RealTimeGame } from "../game.js";
import { pongComputer } from "./computer.js";
import { decodePong, decodePongInput, encodePong, encodePongInput } from "./encoding.js";
import { stepPong } from "./physics.js";
import {
  PONG_STEPS_PER_SECOND,
  pongInputSchema,
  pongSettingsSchema,
  type PongInput,
  type PongSettings,
} from "./settings.js";
import { pongWinner, startPong, type PongState } from "./state.js";

export {
  PONG_STEPS_PER_SECOND,
  pongBallSpeeds,
  pongField,
  pongPaddleLengths,
  type PongInput,
  type PongSettings,
} from "./settings.js";
export {
  pongBallSpeed,
  pongPaddleLength,
  pongPowerUpPosition,
  type PongBall,
  type PongPaddle,
  type PongPowerUp,
  type PongPowerUpKind,
  type PongState,
} from "./state.js";

/** Pong: two paddles and a ball; the first to reach the points wins. */
export const pong: RealTimeGame<PongSettings, PongState, PongInput> & { readonly id: "pong" } = {
  id: "pong",
  pace: "real-time",
  stepsPerSecond: PONG_STEPS_PER_SECOND,
  settings: pongSettingsSchema,
  input: pongInputSchema,
  start: startPong,
  step: stepPong,
  play(state, side, input) {
    if (pongWinner(state) !== undefined) return undefined;
    const { input: held } = state.paddles[side];
    if ("to" in input && "to" in held ? input.to === held.to : isSameMove(input, held))
      return state;
    const moved = { ...state.paddles[side], input };
    const [first, second] = state.paddles;
    return { ...state, paddles: side === 0 ? [moved, second] : [first, moved] };
  },
  score: ({ score }) => score,
  outcome(state) {
    const winner = pongWinner(state);
    return winner === undefined ? undefined : { winner };
  },
  computer: pongComputer,
  encodeState: encodePong,
  decodeState: decodePong,
  encodeInput: encodePongInput,
  decodeInput: decodePongInput,
};

const isSameMove = (a: PongInput, b: PongInput): boolean =>
  "move" in a && "move" in b && a.move === b.move;
