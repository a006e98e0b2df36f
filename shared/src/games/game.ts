import type * as z from "zod/mini";

/**
 * One of the two players of a match. Side 0 has the left paddle or the first colour; who begins is
 * decided by the seed.
 */
export type Side = 0 | 1;

export const otherSide = (side: Side): Side => (side === 0 ? 1 : 0);

/** How a match ended by the rules of its game. */
export interface Outcome {
  /** Null for a draw. */
  winner: Side | null;
}

/** The strengths of the computer, the weakest first. */
export const computerLevels = ["easy", "medium", "hard"] as const;
export type ComputerLevel = (typeof computerLevels)[number];

/**
 * A computer player of one match. It sees what a person sees, and answers with the inputs that a
 * person can make. It keeps a memory of its own, so that a match needs one for each side it plays.
 */
export interface ComputerPlayer<State, Input> {
  /** Called once before each step, or when it is its turn. Undefined: it keeps its last input. */
  next(state: State): Input | undefined;
}

/**
 * The rules of a game for two. All functions are pure and deterministic: the same settings, seed and
 * inputs give the same states on every machine, so they use integers and no clock. States are plain
 * values that are never changed in place.
 */
interface Rules<Settings, State, Input> {
  readonly id: string;
  /** What the players can choose. Every field has a default, so that `{}` is valid. */
  readonly settings: z.ZodMiniType<Settings>;
  /** One input as it comes from a client. Refuses NaN and what the rules never allow. */
  readonly input: z.ZodMiniType<Input>;
  /** @param seed a 32-bit unsigned integer */
  start(settings: Settings, seed: number): State;
  /**
   * The state after a player's input; undefined if the rules do not allow it now. The same object if
   * the input changes nothing.
   */
  play(state: State, side: Side, input: Input): State | undefined;
  score(state: State): readonly [number, number];
  /** Undefined while the match goes on. */
  outcome(state: State): Outcome | undefined;
  /** @param seed a 32-bit unsigned integer, which decides about its errors */
  computer(level: ComputerLevel, side: Side, seed: number): ComputerPlayer<State, Input>;
  /** Writes everything but the settings, in at most 20 bytes. */
  encodeState(state: State): Uint8Array;
  /** @throws RangeError for bytes that are no state with these settings */
  decodeState(bytes: Uint8Array, settings: Settings): State;
  /** At most 4 bytes. */
  encodeInput(input: Input): Uint8Array;
  /** Undefined for bytes that are no input. */
  decodeInput(bytes: Uint8Array): Input | undefined;
}

/** A game that moves by itself, a fixed number of steps a second. An input holds until the next one. */
export interface RealTimeGame<Settings, State, Input> extends Rules<Settings, State, Input> {
  readonly pace: "real-time";
  readonly stepsPerSecond: number;
  /** The state one step later; the same object once the match has an outcome. */
  step(state: State): State;
}

/** A game in which one player moves at a time. */
export interface TurnGame<Settings, State, Input> extends Rules<Settings, State, Input> {
  readonly pace: "turns";
  /** The player who moves next. */
  turn(state: State): Side;
  /** The seconds that a player has for one move; then the other one can claim the win. */
  turnSeconds(settings: Settings): number;
}

export type Game<Settings, State, Input> =
  RealTimeGame<Settings, State, Input> | TurnGame<Settings, State, Input>;

/**
 * Any game, for code that only passes settings, states and inputs on. Values of one game must not be
 * given to another one; `settings` and `input` parse what comes from outside.
 */
export type AnyGame = Game<unknown, unknown, unknown>;

/** The settings of a game. */
export type SettingsOf<G> =
  G extends Game<infer Settings, infer _State, infer _Input> ? Settings : never;
/** The state of a match of a game. */
export type StateOf<G> = G extends Game<infer _Settings, infer State, infer _Input> ? State : never;
/** The input of a player of a game. */
export type InputOf<G> = G extends Game<infer _Settings, infer _State, infer Input> ? Input : never;

/** One input of a match: applied to the state after `step` steps or moves, both counted from 0. */
export interface RecordedInput<Input> {
  step: number;
  side: Side;
  input: Input;
}

/** All that a match needs to be played again exactly. */
export interface MatchRecord<Settings, Input> {
  game: string;
  settings: Settings;
  seed: number;
  inputs: readonly RecordedInput<Input>[];
  /** The number of steps, or of moves, after which the match ended. */
  steps: number;
}
