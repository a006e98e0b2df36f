import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomPongMatch } from "../testing/index.js";
import { otherSide, type ComputerLevel, type Side } from "../game.js";
import { MatchRecorder } from "../record.js";
import {
  pong,
  pongBallSpeed,
  pongField,
  pongPaddleLength,
  type PongInput,
  type PongState,
} from "./index.js";
import { contactX, MAX_HITS, SERVE_STEPS } from "./state.js";

const settings = (chosen: object = {}) => pong.settings.parse(chosen);

/** A state in which the ball flies: the first serve of `seed`, changed by `change`. */
function flying(change: Partial<PongState> = {}, chosen: object = {}): PongState {
  return { ...pong.start(settings(chosen), 1), serveIn: 0, ...change };
}

function steps(state: PongState, count: number): PongState {
  let next = state;
  for (let step = 0; step < count; step++) next = pong.step(next);
  return next;
}

/** Steps until `isDone`, at most a minute. */
function stepUntil(state: PongState, isDone: (state: PongState) => boolean): PongState {
  let next = state;
  for (let step = 0; step < 3_600 && !isDone(next); step++) next = pong.step(next);
  expect(isDone(next)).toBe(true);
  return next;
}

describe("settings and inputs", () => {
  test("have defaults, and refuse what is out of range", () => {
    expect(settings()).toEqual({
      ...{ pointsToWin: 7, ballSpeed: "normal", paddleSize: "medium" },
      ...{ speedUp: true, powerUps: false },
    });
    for (const wrong of [
      ...[{ pointsToWin: 0 }, { pointsToWin: 22 }, { pointsToWin: 1.5 }, { pointsToWin: NaN }],
      ...[{ ballSpeed: "warp" }, { paddleSize: 3 }, { speedUp: "yes" }, { theme: "dark" }, null],
    ]) {
      expect(pong.settings.safeParse(wrong).success).toBe(false);
    }
  });

  test("are refused if no player can make them", () => {
    for (const right of [{ move: 1 }, { move: -1 }, { to: 0 }, { to: pongField.height }]) {
      expect(pong.input.parse(right)).toEqual(right);
    }
    for (const wrong of [
      ...[{ move: 2 }, { move: 0.5 }, { move: NaN }, { move: 1, to: 3 }, {}, [], "up", null],
      ...[{ to: -1 }, { to: pongField.height + 1 }, { to: 0.5 }, { to: NaN }, { to: Infinity }],
    ]) {
      expect(pong.input.safeParse(wrong).success).toBe(false);
    }
  });

  test("are the same after they were sent as bytes, and other bytes are no input", () => {
    const inputs: PongInput[] = [{ move: -1 }, { move: 0 }, { move: 1 }, { to: 0 }, { to: 8_000 }];
    for (const input of inputs) {
      const bytes = pong.encodeInput(input);
      expect(bytes.length).toBeLessThanOrEqual(4);
      expect(pong.decodeInput(bytes)).toEqual(input);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5 }), (bytes) => {
        const input = pong.decodeInput(bytes);
        if (input) expect(pong.input.parse(input)).toEqual(input);
        if (input) expect(pong.encodeInput(input)).toEqual(bytes);
      }),
    );
  });
});

describe("the serve", () => {
  test("waits a second in the middle, while paddles can move", () => {
    const start = pong.start(settings(), 7);
    const moved = pong.play(start, 0, { move: -1 }) ?? start;
    const waiting = steps(moved, SERVE_STEPS);
    expect(waiting.ball).toEqual(start.ball);
    expect(waiting.paddles[0].y).toBeLessThan(start.paddles[0].y);
    expect(steps(waiting, 1).ball).not.toEqual(start.ball);
  });

  test("goes to either side and in either direction, by the seed", () => {
    const starts = Array.from({ length: 100 }, (_, seed) => pong.start(settings(), seed));
    expect(new Set(starts.map(({ heading }) => heading)).size).toBe(2);
    expect(new Set(starts.map(({ ball }) => Math.sign(ball.angle)))).toEqual(new Set([-1, 1]));
  });

  test("goes to the player who was scored against", () => {
    for (const side of [0, 1] as const) {
      const { ball, paddles } = flying();
      const low = { ...paddles[0], y: 7_000, input: { to: 7_000 } };
      const missing = flying({ heading: side, ball: { ...ball, angle: 0 }, paddles: [low, low] });
      const scored = stepUntil(missing, ({ score }) => score[0] + score[1] > 0);
      expect(scored.score[otherSide(side)]).toBe(1);
      expect(scored).toMatchObject({ heading: side, serveIn: SERVE_STEPS, hits: 0 });
      expect(scored.ball).toMatchObject({ x: pongField.width / 2, y: pongField.height / 2 });
    }
  });
});

describe("a hit", () => {
  const hitAt = (offset: number, input: PongInput, chosen: object = {}) => {
    const { paddles, ball } = flying();
    const paddle = { y: ball.y - offset, input };
    const state = flying(
      { heading: 1, ball: { ...ball, angle: 0 }, paddles: [paddles[0], paddle] },
      chosen,
    );
    return stepUntil(state, ({ hits }) => hits > 0);
  };

  test("sends the ball up from the upper end of the paddle and down from the lower one", () => {
    expect(hitAt(0, { move: 0 }).ball.angle).toBe(0);
    expect(hitAt(500, { move: 0 }).ball.angle).toBeGreaterThan(20);
    expect(hitAt(-500, { move: 0 }).ball.angle).toBeLessThan(-20);
    expect(hitAt(0, { move: 0 })).toMatchObject({ heading: 0, hits: 1 });
  });

  test("of a moving paddle gives spin in its direction", () => {
    const { ball, paddles } = flying();
    const x = contactX(1) - 1;
    const angleWith = (move: -1 | 0 | 1): number => {
      // Its middle is where the ball is after this step.
      const paddle = { y: ball.y - move * pongField.paddleSpeed, input: { move } };
      const state = flying({
        heading: 1,
        ball: { x, y: ball.y, angle: 0 },
        paddles: [paddles[0], paddle],
      });
      return pong.step(state).ball.angle;
    };
    expect([angleWith(-1), angleWith(0), angleWith(1)]).toEqual([-15, 0, 15]);
  });

  test("makes the ball faster up to a limit, if the players chose that", () => {
    const speeds = [0, 1, 30, 31, 59].map((hits) => pongBallSpeed(flying({ hits })));
    expect(speeds).toEqual([150, 157, 375, 375, 375]);
    expect(pongBallSpeed(flying({ hits: 30 }, { speedUp: false }))).toBe(150);
  });

  test("is possible for 60 times in a rally: then the paddles have no length", () => {
    const lengths = [0, 40, 50, 60].map((hits) => pongPaddleLength(flying({ hits }), 0));
    expect(lengths).toEqual([1_400, 1_400, 700, 0]);
    const { ball } = flying();
    const still = flying({ hits: MAX_HITS, ball: { ...ball, angle: 0 } });
    expect(stepUntil(still, ({ score }) => score[0] + score[1] > 0).hits).toBe(0);
  });

  test("is not missed at the highest speed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -60, max: 60 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.constantFrom<Side>(0, 1),
        (angle, back, side) => {
          const x = contactX(side) + (side === 0 ? 1 + back : -1 - back);
          let state = flying(
            { heading: side, hits: 39, ball: { x, y: 4_000, angle } },
            { ballSpeed: "fast", paddleSize: "small" },
          );
          while (state.hits === 39 && state.score[0] + state.score[1] === 0) {
            // A paddle that is always where the ball is.
            const paddle = { y: state.ball.y, input: { to: state.ball.y } };
            const next = pong.step({ ...state, paddles: [paddle, paddle] });
            if (Math.abs(next.ball.y - state.ball.y) > 600) break;
            state = next;
          }
          expect(state.score).toEqual([0, 0]);
        },
      ),
    );
  });
});

describe("power-ups", () => {
  const collected = (kind: "large-paddle" | "small-paddle" | "slow-ball", side: Side) =>
    flying({ powerUp: { kind, side, stepsLeft: 10 } }, { powerUps: true });

  test("change paddles and the ball for the one who has them", () => {
    expect(pongPaddleLength(collected("large-paddle", 0), 0)).toBe(2_100);
    expect(pongPaddleLength(collected("large-paddle", 0), 1)).toBe(1_400);
    expect(pongPaddleLength(collected("small-paddle", 0), 0)).toBe(1_400);
    expect(pongPaddleLength(collected("small-paddle", 0), 1)).toBe(840);
    const { heading } = flying();
    expect(pongBallSpeed(collected("slow-ball", heading))).toBe(100);
    expect(pongBallSpeed(collected("slow-ball", otherSide(heading)))).toBe(150);
  });

  test("go to the one who hit the ball last, and end after eight seconds", () => {
    const powerUp = { kind: "large-paddle", cell: 3 + 8 * 3 } as const;
    const state = flying({ powerUp, heading: 1, ball: { x: 5_000, y: 3_500, angle: 0 } });
    const owner = stepUntil(state, ({ powerUp }) => powerUp !== undefined && "side" in powerUp);
    expect(owner.powerUp).toEqual({ kind: "large-paddle", side: 0, stepsLeft: 480 });
    const { hits, heading, ball } = owner;
    // A ball that flies up and down next to the paddle, so that no serve stops the time.
    let next = owner;
    for (let step = 0; step < 479; step++) next = { ...pong.step(next), hits, heading, ball };
    expect(next.powerUp).toMatchObject({ stepsLeft: 1 });
    expect(pong.step(next).powerUp).toBeUndefined();
  });

  test("appear in matches with power-ups alone", () => {
    let count = 0;
    for (let seed = 0; seed < 100; seed++) {
      randomPongMatch(seed, ({ powerUp, settings }) => {
        if (powerUp && !settings.powerUps) throw new Error(`power-up in match ${seed}`);
        if (powerUp) count++;
      });
    }
    expect(count).toBeGreaterThan(100);
  });
});

describe("a match", () => {
  test("ends when a player has the points, and then takes no inputs", () => {
    const match = randomPongMatch(4);
    const { state } = match;
    const winner = match.outcome?.winner;
    expect(winner).toBeTypeOf("number");
    expect(pong.score(state)[winner ?? 0]).toBe(state.settings.pointsToWin);
    expect(pong.play(state, 0, { move: 1 })).toBeUndefined();
    expect(pong.step(state)).toBe(state);
  });

  test("ends without any input, and between the best computers without speed-up", () => {
    let state = pong.start(settings({ pointsToWin: 21 }), 11);
    for (let step = 0; step < 300_000 && !pong.outcome(state); step++) state = pong.step(state);
    expect(pong.outcome(state)).toBeDefined();
    const slow = { ballSpeed: "slow", paddleSize: "large", speedUp: false, pointsToWin: 2 };
    for (const seed of [1, 2, 3]) expect(winnerOf(["hard", "hard"], seed, slow)).toBeDefined();
  });

  test("is won by the hard computer against the easy one in most of 200 matches", () => {
    const wins = Array.from({ length: 200 }, (_, seed) => {
      const levels: [ComputerLevel, ComputerLevel] =
        seed % 2 === 0 ? ["easy", "hard"] : ["hard", "easy"];
      return winnerOf(levels, seed, { pointsToWin: 3 }) === (seed % 2 === 0 ? 1 : 0);
    });
    expect(wins.filter(Boolean).length).toBeGreaterThan(180);
  });

  test("shows the computer what happens at least 180 ms late", () => {
    for (const level of ["easy", "medium", "hard"] as const) {
      const computer = pong.computer(level, 1, 5);
      const state = flying({ heading: 1 });
      let delay = 0;
      while (!computer.next(state)) delay++;
      expect((delay * 1_000) / pong.stepsPerSecond).toBeGreaterThanOrEqual(180);
    }
  });
});

function winnerOf(levels: [ComputerLevel, ComputerLevel], seed: number, chosen: object) {
  const match = new MatchRecorder(pong, settings(chosen), seed);
  const players = ([0, 1] as const).map((side) => pong.computer(levels[side], side, seed + side));
  while (!match.outcome && match.steps < 300_000) {
    for (const side of [0, 1] as const) {
      const input = players[side]?.next(match.state);
      if (input) match.play(side, pong.input.parse(input));
    }
    match.step();
  }
  return match.outcome?.winner;
}
