import {
  computerLevels,
  connectFour,
  MatchRecorder,
  pong,
  pongField,
  RandomSource,
  Replay,
  type AnyGame,
  type ConnectFourInput,
  type ConnectFourSettings,
  type ConnectFourState,
  type Game,
  type MatchRecord,
  type PongInput,
  type PongSettings,
  type PongState,
} from "../index.js";

/** The start of a hash with `hashBytes`. */
const HASH_START = 0x811c9dc5;

/** The mean number of steps between two random inputs of a player. */
const INPUT_STEPS = 20;

/** Random settings of Pong for a short match. */
export function randomPongSettings(random: RandomSource): PongSettings {
  return {
    pointsToWin: 1 + random.below(2),
    ballSpeed: pick(random, ["slow", "normal", "fast"]),
    paddleSize: pick(random, ["small", "medium", "large"]),
    speedUp: random.below(2) === 0,
    powerUps: random.below(2) === 0,
  };
}

/** What a player of Pong may do next; often it follows the ball, so that rallies are long enough. */
export function randomPongInput(random: RandomSource, { ball }: PongState): PongInput {
  const kind = random.below(4);
  if (kind === 0) return { move: pick(random, [-1, 0, 1]) };
  if (kind === 1) return { to: random.below(pongField.height + 1) };
  return { to: Math.min(Math.max(ball.y + random.within(600), 0), pongField.height) };
}

/** Plays a random match of Pong to its end. @param watch is called with each state */
export function randomPongMatch(
  seed: number,
  watch: (state: PongState) => void = () => {},
): MatchRecorder<PongSettings, PongState, PongInput> {
  const random = new RandomSource(seed);
  const match = new MatchRecorder(pong, randomPongSettings(random), seed);
  watch(match.state);
  while (!match.outcome) {
    for (const side of [0, 1] as const) {
      if (random.below(INPUT_STEPS) === 0) match.play(side, randomPongInput(random, match.state));
    }
    match.step();
    watch(match.state);
  }
  return match;
}

/** Plays a random match of Connect Four to its end. @param watch is called with each state */
export function randomConnectFourMatch(
  seed: number,
  watch: (state: ConnectFourState) => void = () => {},
): MatchRecorder<ConnectFourSettings, ConnectFourState, ConnectFourInput> {
  const random = new RandomSource(seed);
  const match = new MatchRecorder(connectFour, { turnSeconds: 30 }, seed);
  watch(match.state);
  while (!match.outcome) {
    if (match.play(connectFour.turn(match.state), { column: random.below(7) })) watch(match.state);
  }
  return match;
}

/** Every so many states are part of a hash, and the last one. */
const HASHED_STEPS = 8;

/** A match that was played, and the FNV-1a hash of its encoded states. */
export interface HashedMatch {
  game: AnyGame;
  record: MatchRecord<unknown, unknown>;
  hash: number;
}

/** Plays the random match of a seed; every second one is of Connect Four. The same on every machine. */
export function playRandomMatch(seed: number): HashedMatch {
  return seed % 2 === 0
    ? hashed(pong, (watch) => randomPongMatch(seed, watch))
    : hashed(connectFour, (watch) => randomConnectFourMatch(seed, watch));
}

/** Plays a match of two computer players; every second one is of Connect Four. */
export function playComputerMatch(seed: number): HashedMatch {
  return seed % 2 === 0
    ? hashed(pong, (watch) =>
        computerMatch(pong, randomPongSettings(new RandomSource(seed)), seed, watch),
      )
    : hashed(connectFour, (watch) => computerMatch(connectFour, { turnSeconds: 30 }, seed, watch));
}

/** Plays a match of the computer of level medium and another one to its end. */
function computerMatch<Settings, State, Input>(
  game: Game<Settings, State, Input>,
  settings: Settings,
  seed: number,
  watch: (state: State) => void,
): MatchRecorder<Settings, State, Input> {
  const random = new RandomSource(seed);
  const match = new MatchRecorder(game, settings, seed);
  const players = [
    game.computer("medium", 0, random.below(1_000)),
    game.computer(pick(random, computerLevels), 1, random.below(1_000)),
  ];
  watch(match.state);
  while (!match.outcome) {
    for (const side of [0, 1] as const) {
      const input = players[side]?.next(match.state);
      const isMoved = input !== undefined && match.play(side, input);
      if (isMoved && game.pace === "turns") watch(match.state);
    }
    if (game.pace === "turns") continue;
    match.step();
    watch(match.state);
  }
  return match;
}

function hashed<Settings, State, Input>(
  game: Game<Settings, State, Input>,
  play: (watch: (state: State) => void) => MatchRecorder<Settings, State, Input>,
): HashedMatch {
  let hash = HASH_START;
  let step = 0;
  const match = play((state) => {
    if (step++ % HASHED_STEPS === 0) hash = hashBytes(hash, game.encodeState(state));
  });
  hash = hashBytes(hash, game.encodeState(match.state));
  return { game, record: match.record(), hash };
}

/** Plays a record again. @returns the hash of its encoded states, and whether its end is an outcome */
export function replayHash({ game, record }: HashedMatch): { hash: number; isOver: boolean } {
  const replay = new Replay(game, record);
  let hash = HASH_START;
  for (let step = 0; step <= replay.steps; step += HASHED_STEPS) {
    hash = hashBytes(hash, game.encodeState(replay.stateAt(step)));
  }
  hash = hashBytes(hash, game.encodeState(replay.final));
  return { hash, isOver: replay.outcome !== undefined };
}

function pick<T>(random: RandomSource, values: readonly [T, ...T[]]): T {
  return values[random.below(values.length)] ?? values[0];
}

/** FNV-1a with 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): the hash after more bytes. */
function hashBytes(hash: number, bytes: Uint8Array): number {
  let next = hash;
  for (const byte of bytes) next = Math.imul(next ^ byte, 0x01000193);
  return next >>> 0;
}
