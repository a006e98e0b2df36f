import { type ComputerLevel, type ComputerPlayer, type Side } from "../game.js";
import { RandomSource } from "../random.js";
import { cosineOf, sineOf } from "./angles.js";
import { pongField, type PongInput } from "./settings.js";
import { contactX, pongPaddleLength, type PongState } from "./state.js";

interface Skill {
  /** The steps after which it sees what happens: a person needs 180 ms or more. */
  reaction: number;
  /** The largest error of its aim, in percent of half its paddle. */
  error: number;
  /** How far from the middle of its paddle it hits to send the ball away from the opponent, likewise. */
  attack: number;
  /** Whether it goes back to the middle after a hit. */
  returns: boolean;
}

const skills: Record<ComputerLevel, Skill> = {
  easy: { reaction: 27, error: 160, attack: 0, returns: false },
  medium: { reaction: 18, error: 110, attack: 20, returns: true },
  hard: { reaction: 11, error: 30, attack: 55, returns: true },
};

/**
 * A computer player of Pong. It sees the match with a delay, works out where the ball will arrive, and
 * moves its paddle there with an error of its own for each hit.
 */
export function pongComputer(
  level: ComputerLevel,
  side: Side,
  seed: number,
): ComputerPlayer<PongState, PongInput> {
  const skill = skills[level];
  const random = new RandomSource(seed);
  const seen: PongState[] = [];
  let approach = "";

  return {
    next(state) {
      seen.push(state);
      const past = seen.length > skill.reaction ? seen.shift() : undefined;
      if (!past) return undefined;
      // One decision for each time that the ball is served or hit.
      const current = `${past.score.join()} ${past.hits}`;
      if (current === approach) return undefined;
      approach = current;
      if (past.heading !== side) {
        return skill.returns ? { to: pongField.height / 2 } : undefined;
      }
      return { to: aim(past) };
    },
  };

  function aim(state: PongState): number {
    const half = pongPaddleLength(state, side) >> 1;
    const opponent = state.paddles[side === 0 ? 1 : 0].y;
    const away = opponent < pongField.height / 2 ? -1 : 1;
    const offset = skill.attack * away + random.within(skill.error);
    const y = arrival(state, side) + Math.trunc((offset * half) / 100);
    return Math.min(Math.max(y, 0), pongField.height);
  }
}

/** The y at which the ball reaches a side's paddle, with its reflections by the walls. */
function arrival({ ball }: PongState, side: Side): number {
  // A long way in place of the true speed: only its direction matters.
  const dx = cosineOf(ball.angle, 4_096);
  const distance = Math.abs(contactX(side) - ball.x);
  const y = ball.y + Math.round((sineOf(ball.angle, 4_096) * distance) / dx);
  const top = pongField.ballRadius;
  const span = pongField.height - 2 * top;
  const folded = (((y - top) % (2 * span)) + 2 * span) % (2 * span);
  return top + (folded > span ? 2 * span - folded : folded);
}
