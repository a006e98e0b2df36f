import {
  encodeInputFrame,
  pong,
  type JoinedMatch,
  type PongInput,
  type PongSettings,
  type PongState,
  type Side,
  type SnapshotFrame,
} from "@rally/shared/games";
import type { PongSource } from "./pong-source.js";

const STEP_MS = 1_000 / pong.stepsPerSecond;
/** Snapshots whose arrival is remembered: three seconds of ten a second. */
const ARRIVALS = 30;
/** Steps by which inputs are early, so that a slightly late one is still in time. */
const MARGIN = 1;
/** Steps by which the prediction may be wrong before it jumps instead of drifting. */
const FARTHEST = 20;
/** The part of the error that one frame corrects: a change of speed that is not seen. */
const DRIFT = 0.06;
/** Milliseconds in which a correction of a paddle fades to a third. */
const FADE_MS = 100;
/** The units by which a correction fades in one step at most: a little faster than a paddle moves. */
const FADE_UNITS = 400;
/** Inputs that are kept for corrections; older ones were received or lost with the socket. */
const KEPT_INPUTS = 256;

interface SentInput {
  sequence: number;
  step: number;
  input: PongInput;
}

/**
 * A match of Pong on the server. The device steps on with the rules from the last snapshot, ahead of
 * the server by the time that an input takes to arrive, so that the own paddle moves at once. A
 * snapshot corrects the prediction, and what a correction moves fades.
 */
export class OnlinePong implements PongSource {
  before: PongState;
  state: PongState;
  readonly offsets: [number, number] = [0, 0];
  readonly sides: readonly Side[];
  private readonly settings: PongSettings;
  /** The number of steps of `state`. */
  private step = 0;
  /** The time of the prediction, in steps. */
  private time = 0;
  private sequence: number;
  private inputs: SentInput[] = [];
  /** For each snapshot the time of its arrival less that of its step: the least is the least delayed. */
  private arrivals: number[] = [];

  /**
   * @param roundTrip of the connection, in milliseconds
   * @param now in milliseconds
   */
  constructor(
    {
      settings,
      seed,
      side,
      sequences,
    }: Pick<JoinedMatch, "settings" | "seed" | "side" | "sequences">,
    private readonly send: (frame: Uint8Array<ArrayBuffer>) => void,
    private readonly roundTrip: () => number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.settings = pong.settings.parse(settings);
    this.state = pong.start(this.settings, seed);
    this.before = this.state;
    this.sides = side === null ? [] : [side];
    this.sequence = side === null ? 0 : (sequences?.[side] ?? 0);
  }

  get blend(): number {
    return Math.min(1, Math.max(0, this.time - this.step));
  }

  /** Begins again from the next snapshot: the match has stood still, or the socket is another one. */
  restart(sequence = this.sequence): void {
    this.arrivals = [];
    this.inputs = [];
    this.sequence = Math.max(this.sequence, sequence);
  }

  /** The match begins now, at its first step. */
  start(): void {
    this.arrivals = [this.now()];
  }

  receive(frame: SnapshotFrame): void {
    const before = this.paddles();
    this.arrivals.push(this.now() - frame.step * STEP_MS);
    if (this.arrivals.length > ARRIVALS) this.arrivals.shift();
    this.inputs = this.inputs.filter(({ sequence }) => sequence > frame.sequence);
    const predicted = this.step;
    this.state = pong.decodeState(frame.state, this.settings);
    this.before = this.state;
    this.step = frame.step;
    const isFar = Math.abs(this.target - this.time) > FARTHEST;
    if (isFar) this.time = this.target;
    while (this.step < (isFar ? Math.floor(this.time) : predicted)) this.stepOn();
    this.time = Math.max(this.time, this.step);
    for (const side of [0, 1] as const) {
      this.offsets[side] = isFar ? 0 : before[side] - (this.paddles()[side] - this.offsets[side]);
    }
  }

  advance(elapsed: number): void {
    for (const side of [0, 1] as const) {
      const faded = Math.abs(this.offsets[side]) * (1 - Math.exp(-elapsed / FADE_MS));
      const most = (FADE_UNITS * elapsed) / STEP_MS;
      this.offsets[side] -= Math.sign(this.offsets[side]) * Math.min(faded, most);
    }
    if (this.arrivals.length === 0) return;
    this.time += elapsed / STEP_MS;
    const error = this.target - this.time;
    this.time += Math.abs(error) > FARTHEST ? error : error * DRIFT;
    while (this.step < Math.floor(this.time)) this.stepOn();
  }

  play(side: Side, input: PongInput): void {
    if (!this.sides.includes(side)) return;
    const next = pong.play(this.state, side, input);
    // What changes nothing is not sent.
    if (!next || next === this.state) return;
    this.state = next;
    this.sequence += 1;
    const { sequence, step } = this;
    this.inputs.push({ sequence, step, input });
    if (this.inputs.length > KEPT_INPUTS) this.inputs.shift();
    this.send(encodeInputFrame({ sequence, step, input: pong.encodeInput(input) }));
  }

  /** The step to predict now: an input for it arrives just in time. A spectator sees the present. */
  private get target(): number {
    const delay = this.sides.length === 0 ? 0 : this.roundTrip() / STEP_MS + MARGIN;
    return (this.now() - Math.min(...this.arrivals)) / STEP_MS + delay;
  }

  private stepOn(): void {
    for (const { step, input } of this.inputs) {
      const [side] = this.sides;
      if (step === this.step && side !== undefined) {
        this.state = pong.play(this.state, side, input) ?? this.state;
      }
    }
    const next = pong.step(this.state);
    const [first, second] = this.state.score;
    // The server decides about points: the other player may reach a ball that seems to be lost.
    const isPoint = next.score[0] !== first || next.score[1] !== second;
    this.before = this.state;
    if (!isPoint) this.state = next;
    this.step += 1;
  }

  /** Where both paddles are shown. */
  private paddles(): readonly [number, number] {
    const at = (side: Side): number => {
      const from = this.before.paddles[side].y;
      return from + (this.state.paddles[side].y - from) * this.blend + this.offsets[side];
    };
    return [at(0), at(1)];
  }
}
