import type { Side } from "@rally/shared/games";
import {
  pongField,
  pongPaddleLength,
  pongPowerUpPosition,
  type PongState,
} from "@rally/shared/games";
import type { PaddleScene, PongScene } from "./pong-scene.js";
import type { PongSource } from "./pong-source.js";

const { width, height, ballRadius, paddleWidth, paddleFront, powerUpRadius } = pongField;

const paddleAt = (side: Side): PaddleScene => ({
  x: side === 0 ? paddleFront - paddleWidth : width - paddleFront,
  y: height / 2,
  length: 0,
  thickness: paddleWidth,
});

export function newScene(): PongScene {
  return {
    ...{ width, height, score: [0, 0] },
    ball: { x: width / 2, y: height / 2, radius: ballRadius, isShown: false },
    paddles: [paddleAt(0), paddleAt(1)],
    powerUp: { x: 0, y: 0, radius: powerUpRadius, isShown: false, kind: "large-paddle" },
  };
}

/** Writes the frame between two states into `scene`. */
export function writeScene(scene: PongScene, source: PongSource): void {
  const { before, state, blend, offsets } = source;
  writePaddle(scene, 0, before, state, blend, offsets[0]);
  writePaddle(scene, 1, before, state, blend, offsets[1]);
  writeBall(scene, before, state, blend);
  scene.score[0] = state.score[0];
  scene.score[1] = state.score[1];
  const { powerUp } = state;
  scene.powerUp.isShown = powerUp !== undefined && "cell" in powerUp;
  if (powerUp && "cell" in powerUp) {
    const at = pongPowerUpPosition(powerUp.cell);
    scene.powerUp.x = at.x;
    scene.powerUp.y = at.y;
    scene.powerUp.kind = powerUp.kind;
  }
}

function writePaddle(
  scene: PongScene,
  side: Side,
  before: PongState,
  state: PongState,
  blend: number,
  offset: number,
): void {
  const paddle = scene.paddles[side];
  const from = before.paddles[side].y;
  paddle.y = from + (state.paddles[side].y - from) * blend + offset;
  paddle.length = pongPaddleLength(state, side);
}

function writeBall(scene: PongScene, before: PongState, state: PongState, blend: number): void {
  const { ball } = scene;
  // A ball that has scored is served from the middle: it does not fly there.
  const isServed = before.score[0] + before.score[1] !== state.score[0] + state.score[1];
  const from = isServed ? state.ball : before.ball;
  ball.x = from.x + (state.ball.x - from.x) * blend;
  ball.y = from.y + (state.ball.y - from.y) * blend;
  ball.isShown = true;
}
