import * as z from "zod/mini";

/**
 * The measures of the field, in units. The origin is the top left corner; x grows to the right and y
 * downwards. All positions are integers, and those of the ball and of paddles are their centres.
 */
export const pongField = {
  width: 12_800,
  height: 8_000,
  ballRadius: 120,
  paddleWidth: 200,
  /** From the wall behind a paddle to its front. */
  paddleFront: 600,
  /** The most that a paddle moves, in units a step. */
  paddleSpeed: 170,
  powerUpRadius: 320,
} as const;

export const PONG_STEPS_PER_SECOND = 60;

/** The length of a paddle without power-ups, in units. */
export const pongPaddleLengths = { small: 1_000, medium: 1_400, large: 1_900 } as const;

/** The speed of a serve, in units a step. */
export const pongBallSpeeds = { slow: 110, normal: 150, fast: 200 } as const;

const boolean = (value: boolean) => z._default(z.boolean(), value);

export const pongSettingsSchema = z.strictObject({
  pointsToWin: z._default(z.int().check(z.minimum(1), z.maximum(21)), 7),
  ballSpeed: z._default(z.enum(["slow", "normal", "fast"]), "normal"),
  paddleSize: z._default(z.enum(["small", "medium", "large"]), "medium"),
  /** Whether the ball becomes faster with each hit. */
  speedUp: boolean(true),
  powerUps: boolean(false),
});
export type PongSettings = z.infer<typeof pongSettingsSchema>;

/**
 * What a player wants the paddle to do, until the next input: move up (-1), down (1) or not (0), as
 * keys do, or move to a y, as pointers do. Both are as fast as `pongField.paddleSpeed` allows.
 */
export const pongInputSchema = z.union([
  z.strictObject({ move: z.literal([-1, 0, 1]) }),
  z.strictObject({ to: z.int().check(z.minimum(0), z.maximum(pongField.height)) }),
]);
export type PongInput = z.infer<typeof pongInputSchema>;
