/** Steps between two snapshots at least: 30 a second at 60 steps. */
const CLOSEST = 2;
/** Steps after which a snapshot is sent although nothing unforeseen has happened: 10 a second. */
const FARTHEST = 6;
/** Steps of credit that one snapshot costs: 16 a second in the long run, below 0.5 kB/s. */
const COST = 3.75;
/** Steps of credit that are saved at most: half a second of 30 snapshots a second. */
const MOST_CREDIT = 30;

/**
 * Decides when one receiver of a real-time match gets a snapshot. The receiver steps on with the rules,
 * so that a snapshot has news only after an input that the receiver could not foresee, or after a point.
 */
export class SnapshotSchedule {
  private last = -Infinity;
  private seen = 0;
  private credit = MOST_CREDIT;
  private hasNews = false;

  /** Notes that the state is not what the receiver predicts. */
  note(): void {
    this.hasNews = true;
  }

  /** Whether a snapshot of the state after `steps` steps is to be sent now; then it counts as sent. */
  isDue(steps: number): boolean {
    this.credit = Math.min(MOST_CREDIT, this.credit + steps - this.seen);
    this.seen = steps;
    const since = steps - this.last;
    const isNews = this.hasNews && since >= CLOSEST && this.credit >= COST;
    if (!isNews && since < FARTHEST) return false;
    this.sent(steps);
    return true;
  }

  /** Counts a snapshot that was sent without asking. */
  sent(steps: number): void {
    this.credit = Math.max(0, this.credit - COST);
    this.last = steps;
    this.hasNews = false;
  }
}
