/** The position of a replay in steps, which moves on while it plays. */
export class ReplayTime {
  /** In steps, with a fraction. */
  position = 0;
  isPlaying = false;

  constructor(
    readonly steps: number,
    private readonly stepsPerSecond: number,
  ) {}

  /** @param elapsed in milliseconds */
  advance(elapsed: number): void {
    if (!this.isPlaying) return;
    this.position = Math.min(this.steps, this.position + (elapsed * this.stepsPerSecond) / 1_000);
    if (this.position === this.steps) this.isPlaying = false;
  }

  seek(step: number): void {
    this.position = Math.min(this.steps, Math.max(0, step));
  }

  /** Plays on, from the start at the end; or pauses. */
  toggle(): void {
    if (!this.isPlaying && this.position === this.steps) this.position = 0;
    this.isPlaying = !this.isPlaying;
  }
}
