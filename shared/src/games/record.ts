import {
  type Game,
  type MatchRecord,
  type Outcome,
  type RecordedInput,
  type Side,
} from "./game.js";

/** Plays a match and records it: used by the server, by matches offline and by tests. */
export class MatchRecorder<Settings, State, Input> {
  readonly #game: Game<Settings, State, Input>;
  readonly #settings: Settings;
  readonly #seed: number;
  readonly #inputs: RecordedInput<Input>[] = [];
  #state: State;
  #steps = 0;

  /** @param seed a 32-bit unsigned integer */
  constructor(game: Game<Settings, State, Input>, settings: Settings, seed: number) {
    this.#game = game;
    this.#settings = settings;
    this.#seed = seed;
    this.#state = game.start(settings, seed);
  }

  get state(): State {
    return this.#state;
  }

  /** The number of steps, or of moves, so far. */
  get steps(): number {
    return this.#steps;
  }

  get outcome(): Outcome | undefined {
    return this.#game.outcome(this.#state);
  }

  /** Applies an input. @returns false if the rules do not allow it now; then nothing changes */
  play(side: Side, input: Input): boolean {
    const next = this.#game.play(this.#state, side, input);
    if (next === undefined) return false;
    // An input that changes nothing is no part of the record.
    if (next === this.#state) return true;
    this.#inputs.push({ step: this.#steps, side, input });
    this.#state = next;
    if (this.#game.pace === "turns") this.#steps++;
    return true;
  }

  /** Moves a real-time game on by one step; a game of turns moves by its inputs alone. */
  step(): void {
    if (this.#game.pace === "turns" || this.outcome) return;
    this.#state = this.#game.step(this.#state);
    this.#steps++;
  }

  /** The record of the match so far, without inputs that no step has followed yet. */
  record(): MatchRecord<Settings, Input> {
    const steps = this.#steps;
    const inputs = this.#inputs.filter(({ step }) => step < steps);
    return { game: this.#game.id, settings: this.#settings, seed: this.#seed, inputs, steps };
  }
}

/** The distance of the key states of a replay, in steps: five seconds of a real-time game. */
const KEY_STEPS = 300;

/**
 * A recorded match that is shown again. Going forward costs one step a step; any other position
 * costs at most `KEY_STEPS` steps from the nearest stored key state.
 */
export class Replay<Settings, State, Input> {
  readonly #game: Game<Settings, State, Input>;
  readonly #record: MatchRecord<Settings, Input>;
  readonly #keys: Position<State>[];
  #position: Position<State>;

  /** @throws RangeError if the inputs are out of order, or if the rules do not allow one of them */
  constructor(game: Game<Settings, State, Input>, record: MatchRecord<Settings, Input>) {
    this.#game = game;
    this.#record = record;
    const start = { step: 0, input: 0, state: game.start(record.settings, record.seed) };
    this.#keys = [start];
    this.#position = start;
    // Finds errors of the record at once, and stores the key states.
    for (let step = KEY_STEPS; step < record.steps; step += KEY_STEPS) {
      this.#keys.push(this.#advance(step));
    }
    const end = this.#advance(record.steps);
    if (end.input < record.inputs.length) throw new RangeError("inputs after the end of the match");
    this.outcome = game.outcome(end.state);
    this.final = end.state;
  }

  /** The outcome by the rules; undefined if the match ended otherwise, for instance by resignation. */
  readonly outcome: Outcome | undefined;
  readonly final: State;

  /** The number of steps, or of moves. */
  get steps(): number {
    return this.#record.steps;
  }

  /** The state after `step` steps or moves. @throws RangeError if the match has no such step */
  stateAt(step: number): State {
    if (!Number.isInteger(step) || step < 0 || step > this.steps) {
      throw new RangeError(`a match of ${this.steps} steps has no step ${step}`);
    }
    const key = this.#keys[Math.floor(step / KEY_STEPS)] ?? this.#keys.at(-1);
    const isNearest = this.#position.step <= step && this.#position.step >= (key?.step ?? 0);
    if (key && !isNearest) this.#position = key;
    return this.#advance(step).state;
  }

  /** Plays on from the current position up to `step`. The inputs of `step` itself come after it. */
  #advance(step: number): Position<State> {
    let { step: at, input, state } = this.#position;
    for (; at < step; at++) {
      const first = input;
      for (; ; input++) {
        const next = this.#record.inputs[input];
        if (next?.step !== at) break;
        const played = this.#game.play(state, next.side, next.input);
        if (played === undefined) throw new RangeError(`input ${input} is not allowed`);
        state = played;
      }
      if (this.#game.pace === "real-time") state = this.#game.step(state);
      else if (input !== first + 1) throw new RangeError(`move ${at} has ${input - first} inputs`);
    }
    const next = this.#record.inputs[input];
    if (next && next.step < step) throw new RangeError("inputs are out of order");
    return (this.#position = { step, input, state });
  }
}

interface Position<State> {
  step: number;
  /** The index of the next recorded input. */
  input: number;
  state: State;
}
