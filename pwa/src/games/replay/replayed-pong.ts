import {
  pong,
  type PongInput,
  type PongSettings,
  type PongState,
  type Replay,
} from "@rally/shared/games";
import type { PongSource } from "../pong/pong-source.js";
import type { ReplayTime } from "./replay-time.js";

/** A past match of Pong, at the position of a replay. */
export class ReplayedPong implements PongSource {
  readonly offsets = [0, 0] as const;
  readonly sides = [];
  before: PongState;
  state: PongState;
  private step = 0;

  constructor(
    private readonly replay: Replay<PongSettings, PongState, PongInput>,
    private readonly time: ReplayTime,
  ) {
    this.before = replay.stateAt(0);
    this.state = this.before;
  }

  get blend(): number {
    return this.time.position % 1;
  }

  advance(elapsed: number): void {
    this.time.advance(elapsed);
    const step = Math.floor(this.time.position);
    if (step === this.step) return;
    // To go back by a step, a replay plays again from its last key state.
    this.before = step === this.step + 1 ? this.state : this.replay.stateAt(step);
    this.state = this.replay.stateAt(Math.min(this.replay.steps, step + 1));
    this.step = step;
  }

  play(): void {}
}

/** The steps of Pong in a second. */
export const PONG_SPEED = pong.stepsPerSecond;
