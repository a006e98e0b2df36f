import { otherSide, type Side } from "../game.js";
import { nextRandom, randomBelow } from "../random.js";
import { cosineOf, sineOf } from "./angles.js";
import { pongField } from "./settings.js";
import {
  contactX,
  MAX_ANGLE,
  MAX_HITS,
  pongBallSpeed,
  pongPaddleLength,
  pongPowerUpKinds,
  pongPowerUpPosition,
  pongWinner,
  POWER_UP_CELLS,
  POWER_UP_STEPS,
  serve,
  type PongBall,
  type PongPaddle,
  type PongState,
} from "./state.js";

/** A hit at the end of a paddle, and a paddle at full speed, change the angle by this many degrees. */
const SPIN = { end: 45, speed: 15 };
/** The part of the angle that the ball keeps when it is hit: one of so many. */
const KEPT_ANGLE = 4;
/** One hit of so many lets a power-up appear. */
const POWER_UP_CHANCE = 4;

/** The state one step later: first the paddles move, then the ball. */
export function stepPong(state: PongState): PongState {
  if (pongWinner(state) !== undefined) return state;
  const paddles = [movePaddle(state, 0), movePaddle(state, 1)] as const;
  if (state.serveIn > 0) return moved(state, paddles, state.ball, state.serveIn - 1);
  return moveBall(ageEffect(state), paddles);
}

function movePaddle(state: PongState, side: Side): PongPaddle {
  const paddle = state.paddles[side];
  const { y, input } = paddle;
  const { height, paddleSpeed } = pongField;
  const wanted = "to" in input ? input.to : y + input.move * paddleSpeed;
  const half = pongPaddleLength(state, side) >> 1;
  // A paddle that has just become longer may reach over the edge: it comes back at the same speed.
  const change = clamp(clamp(wanted, half, height - half) - y, -paddleSpeed, paddleSpeed);
  return change === 0 ? paddle : { y: y + change, input };
}

function ageEffect(state: PongState): PongState {
  const { powerUp } = state;
  if (!powerUp || "cell" in powerUp) return state;
  const stepsLeft = powerUp.stepsLeft - 1;
  return { ...state, powerUp: stepsLeft > 0 ? { ...powerUp, stepsLeft } : undefined };
}

function moveBall(before: PongState, paddles: PongState["paddles"]): PongState {
  const { ball, heading } = before;
  const speed = pongBallSpeed(before);
  const dx = cosineOf(ball.angle, speed) * (heading === 0 ? -1 : 1);
  const dy = sineOf(ball.angle, speed);

  const plane = contactX(heading);
  const left = plane - ball.x;
  // The whole way of the step is checked, so that no speed is too fast for a paddle.
  if (left * dx > 0 && Math.abs(dx) >= Math.abs(left)) {
    const { y, angle } = reflect(ball.y + truncate((dy * left) / dx), ball.angle);
    const reach = (pongPaddleLength(before, heading) >> 1) + pongField.ballRadius;
    const offset = y - paddles[heading].y;
    if (Math.abs(offset) <= reach && before.hits < MAX_HITS) {
      const change = paddles[heading].y - before.paddles[heading].y;
      const spin =
        truncate((offset * SPIN.end) / reach) +
        truncate((change * SPIN.speed) / pongField.paddleSpeed) +
        truncate(angle / KEPT_ANGLE);
      const returned = { x: plane, y, angle: clamp(spin, -MAX_ANGLE, MAX_ANGLE) };
      return hit({ ...before, paddles, ball: returned });
    }
  }

  const x = ball.x + dx;
  const { ballRadius, width } = pongField;
  if (x <= ballRadius || x >= width - ballRadius) return scorePoint({ ...before, paddles });
  const { y, angle } = reflect(ball.y + dy, ball.angle);
  return collect(moved(before, paddles, { x, y, angle }, 0));
}

/** The usual change of a step. Named fields, because copying with `...` took half of the time of a step. */
function moved(
  { settings, score, heading, hits, powerUp, random }: PongState,
  paddles: PongState["paddles"],
  ball: PongBall,
  serveIn: number,
): PongState {
  return { settings, score, serveIn, ball, heading, hits, paddles, powerUp, random };
}

/** Mirrors a way that crosses the upper or the lower wall. */
function reflect(y: number, angle: number): { y: number; angle: number } {
  const top = pongField.ballRadius;
  const bottom = pongField.height - top;
  if (y < top) return { y: 2 * top - y, angle: 0 - angle };
  return y > bottom ? { y: 2 * bottom - y, angle: 0 - angle } : { y, angle };
}

/** Sends the ball back, which has its new angle already. */
function hit(state: PongState): PongState {
  const { settings, powerUp } = state;
  const next: PongState = {
    ...state,
    heading: otherSide(state.heading),
    hits: state.hits + 1,
  };
  return settings.powerUps && !powerUp ? mayAddPowerUp(next) : next;
}

function mayAddPowerUp(state: PongState): PongState {
  const chance = nextRandom(state.random);
  if (randomBelow(chance, POWER_UP_CHANCE) > 0) return { ...state, random: chance };
  const forKind = nextRandom(chance);
  const random = nextRandom(forKind);
  const kind = pongPowerUpKinds[randomBelow(forKind, pongPowerUpKinds.length)] ?? "large-paddle";
  return { ...state, random, powerUp: { kind, cell: randomBelow(random, POWER_UP_CELLS) } };
}

/** Gives the power-up that the ball touches to the one who hit the ball last. */
function collect(state: PongState): PongState {
  const { powerUp, ball, heading } = state;
  if (!powerUp || !("cell" in powerUp)) return state;
  const { x, y } = pongPowerUpPosition(powerUp.cell);
  const reach = pongField.powerUpRadius + pongField.ballRadius;
  if ((ball.x - x) ** 2 + (ball.y - y) ** 2 > reach ** 2) return state;
  const effect = { kind: powerUp.kind, side: otherSide(heading), stepsLeft: POWER_UP_STEPS };
  return { ...state, powerUp: effect };
}

/** Gives a point to the one who hit the ball last; the other one receives the next serve. */
function scorePoint(state: PongState): PongState {
  const loser = state.heading;
  const [first, second] = state.score;
  const scored: PongState = {
    ...state,
    score: loser === 1 ? [first + 1, second] : [first, second + 1],
  };
  return serve(scored, loser);
}

/** The integer part; never -0. */
const truncate = (value: number): number => value | 0;

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);
