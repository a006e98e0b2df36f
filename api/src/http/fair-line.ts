import { RallyError } from "@rally/shared/errors";
import { waitInLine, type Waiter } from "../concurrency/index.js";

interface Bounds {
  /** Pieces of work that run at once: of one key, and of all. */
  runningEach: number;
  runningAll: number;
  /** Pieces that wait: of one key, and of all. */
  waitingEach: number;
  waitingAll: number;
}

interface Line {
  running: number;
  waiting: Set<() => void>;
}

/**
 * Bounds how much work runs at once, and how much waits for it. Keys take turns: one that has much
 * waiting holds up another by one piece of work, not by all of its own.
 */
export class FairLine {
  private readonly lines = new Map<string, Line>();
  private readonly bounds: Bounds;
  private running = 0;
  private waiting = 0;

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  /**
   * Waits for the turn of `key`, or until `response` closes. @returns what ends the piece of work; to
   * be called once.
   * @throws RallyError `rate_limited` when too much of `key` waits already, `unavailable` when too
   * much of all does, or when `response` closes
   */
  async enter(key: string, response?: Waiter): Promise<() => void> {
    let line = this.lines.get(key);
    if (!line) this.lines.set(key, (line = { running: 0, waiting: new Set() }));
    const { runningEach, runningAll, waitingEach, waitingAll } = this.bounds;
    if (line.running < runningEach && this.running < runningAll) {
      line.running += 1;
      this.running += 1;
    } else if (line.waiting.size >= waitingEach) {
      throw new RallyError("rate_limited", "Too many requests at once; try again in a moment");
    } else if (this.waiting >= waitingAll) {
      this.forget(key, line);
      throw new RallyError("unavailable", "The server is busy; try again in a moment");
    } else {
      this.waiting += 1;
      try {
        await waitInLine(line.waiting, response);
      } catch (error) {
        this.waiting -= 1;
        this.forget(key, line);
        throw error;
      }
    }
    return () => this.leave(key, line);
  }

  private leave(key: string, left: Line): void {
    left.running -= 1;
    this.running -= 1;
    this.forget(key, left);
    if (this.waiting === 0) return;
    for (const [next, line] of this.lines) {
      if (line.running >= this.bounds.runningEach) continue;
      const [begin] = line.waiting;
      if (!begin) continue;
      line.running += 1;
      this.running += 1;
      this.waiting -= 1;
      // To the end: every other key comes before this one does again.
      this.lines.delete(next);
      this.lines.set(next, line);
      begin();
      return;
    }
  }

  private forget(key: string, line: Line): void {
    const isEmpty = line.running === 0 && line.waiting.size === 0;
    if (isEmpty && this.lines.get(key) === line) this.lines.delete(key);
  }
}
