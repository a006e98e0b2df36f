import { RallyError } from "@rally/shared/errors";
import { waitInQueue, type Waiter } from "./concurrency.js";

interface Bounds {
  /** Tasks that run at once: per key, and in total. */
  runningEach: number;
  runningAll: number;
  /** Tasks that wait: per key, and in total. */
  waitingEach: number;
  waitingAll: number;
}

interface Queue {
  running: number;
  waiting: Set<() => void>;
}

/**
 * Bounds how many tasks run and how many wait. Keys take turns, so that a key with many tasks
 * delays another key by one task only.
 */
export class FairQueue {
  private readonly lines = new Map<string, Queue>();
  private readonly bounds: Bounds;
  private running = 0;
  private waiting = 0;

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  /**
   * Waits for the turn of `key`, or until `response` closes.
   * @returns a function that ends the task; call it once.
   * @throws RallyError `rate_limited` when the key's queue is full, `unavailable` when the total
   * is, or when `response` closes.
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
        await waitInQueue(line.waiting, response);
      } catch (error) {
        this.waiting -= 1;
        this.forget(key, line);
        throw error;
      }
    }
    return () => this.leave(key, line);
  }

  private leave(key: string, left: Queue): void {
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
      // Moves the key to the end: every other key has its turn first.
      this.lines.delete(next);
      this.lines.set(next, line);
      begin();
      return;
    }
  }

  private forget(key: string, line: Queue): void {
    const isEmpty = line.running === 0 && line.waiting.size === 0;
    if (isEmpty && this.lines.get(key) === line) this.lines.delete(key);
  }
}
