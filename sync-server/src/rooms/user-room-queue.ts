import type { Sent } from "./user-document.js";

/** Updates in one transaction: some seconds of typing on several devices. */
const BATCH = 256;

interface Batch {
  sent: Sent[];
  bytes: number;
  taken: Promise<void>;
}

/**
 * Runs the work on one user's room in order, so that a user's merges wait for each other and not
 * for other users'.
 */
export class UserRoomQueue {
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;
  /** The batch that accepts new updates. Undefined while the last one is under way. */
  private batch: Batch | undefined;
  private readonly take: (sent: readonly Sent[]) => Promise<void>;
  private readonly batchBytes: number;

  /**
   * @param options.take processes a batch of updates.
   * @param options.batchBytes bytes of a batch past which senders wait for it.
   */
  constructor(options: { take: (sent: readonly Sent[]) => Promise<void>; batchBytes: number }) {
    this.take = options.take;
    this.batchBytes = options.batchBytes;
  }

  get isEmpty(): boolean {
    return this.waiting === 0;
  }

  /** Runs an action after all queued ones. @throws the action's error. */
  run(action: () => Promise<void>): Promise<void> {
    this.waiting += 1;
    const result = this.last.then(action).finally(() => {
      this.waiting -= 1;
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  /**
   * Adds an update. Updates that arrive during a commit share the next one.
   * @returns a promise that waits while the queue is long.
   */
  add(sent: Sent): Promise<void> {
    const batch = this.batch ?? this.openBatch();
    batch.sent.push(sent);
    batch.bytes += sent.bytes.length;
    if (batch.sent.length >= BATCH) this.batch = undefined;
    const isFull = this.batch === undefined || batch.bytes > this.batchBytes;
    return isFull ? batch.taken : Promise.resolve();
  }

  private openBatch(): Batch {
    const batch: Batch = { sent: [], bytes: 0, taken: Promise.resolve() };
    this.batch = batch;
    batch.taken = this.run(async () => {
      if (this.batch === batch) this.batch = undefined;
      await this.take(batch.sent);
    });
    return batch;
  }
}
