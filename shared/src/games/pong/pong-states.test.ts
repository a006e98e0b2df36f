import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomPongMatch } from "../testing/index.js";
import { pong, pongField, pongPaddleLength, type PongState } from "./index.js";
import { contactX } from "./state.js";

const settings = pong.settings.parse({});
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function steps(state: PongState, count: number): PongState {
  let next = state;
  for (let step = 0; step < count; step++) next = pong.step(next);
  return next;
}

describe("every state of a match", () => {
  test("has integers alone, a ball within the field and paddles that keep to their speed", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        let before: PongState | undefined;
        randomPongMatch(seed, (state) => {
          checkNumbers(state);
          checkBall(before, state);
          for (const side of [0, 1] as const) {
            const change = state.paddles[side].y - (before ?? state).paddles[side].y;
            expect(Math.abs(change)).toBeLessThanOrEqual(pongField.paddleSpeed);
          }
          before = state;
        });
      }),
      { numRuns: 100 },
    );
  });

  test("goes on to the same states after it was sent as at most 20 bytes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        let copy: PongState | undefined;
        const copies: [PongState, PongState][] = [];
        randomPongMatch(seed, (state) => {
          const bytes = pong.encodeState(state);
          expect(bytes.length).toBeLessThanOrEqual(20);
          const decoded = pong.decodeState(bytes, state.settings);
          if (copies.length % 50 === 0) expect(decoded).toStrictEqual(state);
          copies.push([state, (copy = decoded)]);
        });
        expect(copy).toBeDefined();
        // The inputs that hold are in the state: both go on alike with no further input.
        for (const [state, decoded] of copies.filter((_, index) => index % 40 === 0)) {
          expect(steps(decoded, 200)).toStrictEqual(steps(state, 200));
        }
      }),
      { numRuns: 50 },
    );
  });

  test("is refused if its bytes are no state", () => {
    const bytes = pong.encodeState(pong.start(settings, 3));
    expect(() => pong.decodeState(bytes.subarray(1), settings)).toThrow(RangeError);
    expect(() => pong.decodeState(new Uint8Array(20), settings)).toThrow(RangeError);
    expect(() => pong.decodeState(new Uint8Array(20).fill(255), settings)).toThrow(RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        try {
          checkNumbers(steps(pong.decodeState(bytes, settings), 100));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

/** Fails for a number anywhere in a state that is no integer, or is -0. */
function checkNumbers(value: unknown): void {
  if (typeof value === "number" && (!Number.isInteger(value) || Object.is(value, -0))) {
    throw new Error(`${value} in a state`);
  }
  if (typeof value === "object" && value !== null) Object.values(value).forEach(checkNumbers);
}

/** Fails for a ball outside of the field, or one that has crossed the front of a paddle in its way. */
function checkBall(
  before: PongState | undefined,
  { ball, heading, paddles, hits, serveIn }: PongState,
): void {
  const radius = pongField.ballRadius;
  const isInside =
    ball.x > radius &&
    ball.x < pongField.width - radius &&
    ball.y >= radius &&
    ball.y <= pongField.height - radius;
  if (!isInside) throw new Error(`a ball at ${ball.x}, ${ball.y}`);
  if (!before || serveIn > 0 || heading !== before.heading || hits !== before.hits) return;
  const front = contactX(heading);
  const [was, is] = [before.ball.x - front, ball.x - front];
  if (Math.sign(was) * Math.sign(is) >= 0) return;
  // It has passed: then the paddle was further away than it reaches at both ends of this step.
  const reach = pongPaddleLength(before, heading) / 2;
  const [low, high] = [Math.min(before.ball.y, ball.y), Math.max(before.ball.y, ball.y)];
  const { y } = paddles[heading];
  if (low > y - reach && high < y + reach) throw new Error("a ball passed through a paddle");
}
