/** The most steps of one frame: after a longer pause the match is slower, not ahead of what was seen. */
const MOST = 6;

/** Turns the uneven times of frames into the fixed steps of the rules, and a rest to blend by. */
export class FixedSteps {
  private readonly stepMs: number;
  private rest = 0;

  constructor(stepsPerSecond: number) {
    this.stepMs = 1_000 / stepsPerSecond;
  }

  /** How far the time is between the last step and the next one, from 0 to 1. */
  get blend(): number {
    return this.rest / this.stepMs;
  }

  /** The number of steps that are due after `elapsed` more milliseconds. */
  due(elapsed: number): number {
    this.rest += elapsed;
    const steps = Math.floor(this.rest / this.stepMs);
    this.rest -= steps * this.stepMs;
    return Math.min(MOST, steps);
  }

  reset(): void {
    this.rest = 0;
  }
}
