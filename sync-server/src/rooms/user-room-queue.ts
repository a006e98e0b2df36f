import type { Sent } from "./user-document.js";

/** Updates that go into one transaction: some seconds of several devices' typing. */
const BATCH = 256;

/** Updates that are taken together. */
interface Batch {
  sent: Sent[];
  bytes: number;
  taken: Promise<void>;
}

/**
 * Runs the work on one user's room in order, so that one user's merges wait for each other and
 * not for others'.
 */
export class UserRoomQueue {
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;
  /** The batch that takes what comes now; none while the last one is under way. */
  private batch: Batch | undefined;
  private readonly take: (sent: readonly Sent[]) => Promise<void>;
  private readonly batchBytes: number;

  /**
   * @param options.take takes a batch of updates.
   * @param options.batchBytes bytes of a batch past which senders wait for it.
   */
  constructor(options: { take: (sent: readonly Sent[]) => Promise<void>; batchBytes: number }) {
    this.take = options.take;
    this.batchBytes = options.batchBytes;
  }

  get isEmpty(): boolean {
    return this.waiting === 0;
  }

  /** Runs an action after what was added before. @throws what the action throws. */
  run(action: () => Promise<void>): Promise<void> {
    this.waiting += 1;
    const result = this.last.then(action).finally(() => {
      this.waiting -= 1;
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  /**
   * Adds an update. What comes while a commit is under way goes into the next, together.
   * @returns a promise that waits while much is waiting.
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
