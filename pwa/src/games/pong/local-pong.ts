import {
  MatchRecorder,
  otherSide,
  type ComputerLevel,
  type ComputerPlayer,
  type Outcome,
  type Side,
} from "@rally/shared/games";
import { pong, type PongInput, type PongSettings, type PongState } from "@rally/shared/games";
import { FixedSteps } from "./fixed-steps.js";
import type { PongSource } from "./pong-source.js";

/** A match of Pong on this device: against the computer, or of two players. */
export class LocalPong implements PongSource {
  before: PongState;
  readonly offsets = [0, 0] as const;
  readonly sides: readonly Side[];
  private readonly recorder: MatchRecorder<PongSettings, PongState, PongInput>;
  private readonly computer: ComputerPlayer<PongState, PongInput> | undefined;
  private readonly computerSide: Side;
  private readonly time = new FixedSteps(pong.stepsPerSecond);

  /**
   * @param level the computer's; undefined for two players
   * @param own the side of the user, against the computer
   */
  constructor(
    settings: PongSettings,
    seed: number,
    level: ComputerLevel | undefined,
    own: Side = 0,
  ) {
    this.recorder = new MatchRecorder(pong, settings, seed);
    this.before = this.recorder.state;
    this.computerSide = otherSide(own);
    this.computer = level && pong.computer(level, this.computerSide, seed);
    this.sides = level ? [own] : [0, 1];
  }

  get state(): PongState {
    return this.recorder.state;
  }

  get blend(): number {
    return this.outcome ? 1 : this.time.blend;
  }

  get outcome(): Outcome | undefined {
    return this.recorder.outcome;
  }

  advance(elapsed: number): void {
    for (let due = this.time.due(elapsed); due > 0; due -= 1) {
      this.before = this.recorder.state;
      const input = this.computer?.next(this.before);
      if (input) this.recorder.play(this.computerSide, input);
      this.recorder.step();
    }
  }

  play(side: Side, input: PongInput): void {
    this.recorder.play(side, input);
  }
}
