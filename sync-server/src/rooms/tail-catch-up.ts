import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { RetriedWork, SingleFlight } from "../scheduling/index.js";
import {
  type PublishedUpdate,
  type RoomHead,
  readHead,
  readUpdatesAfter,
  type StoredUpdate,
} from "./conversation-store.js";
import type { TailCopy } from "./tail-copy.js";
import type { TailReaders } from "./tail-readers.js";

/**
 * Updates by others that are forwarded unchanged. A reader further behind receives the difference.
 */
const FORWARDED_UPDATES = 8;

interface CatchUpContext {
  copy: TailCopy;
  readers: TailReaders;
  /** Whether a commit of this process is in flight: the copy is then ahead of the database. */
  isCommitting: () => boolean;
  database: Database;
  logger: Logger;
}

/** Brings a process's copy of a tail to what was committed, and sends it to the readers. */
export class TailCatchUp {
  private readonly running = new SingleFlight(() => this.readAndReach());
  private readonly retried: RetriedWork;
  private readonly copy: TailCopy;
  private readonly readers: TailReaders;
  private readonly isCommitting: () => boolean;
  private readonly database: Database;
  private readonly logger: Logger;

  constructor(
    private readonly id: string,
    { copy, readers, isCommitting, database, logger }: CatchUpContext,
  ) {
    this.copy = copy;
    this.readers = readers;
    this.isCommitting = isCommitting;
    this.database = database;
    this.logger = logger;
    this.retried = new RetriedWork(
      () => this.run(),
      () => readers.connections.size > 0 || copy.isLoaded,
      (error) => {
        logger.warn({ err: error, conversation: id }, "failed to catch up a room");
      },
    );
  }

  get isUnderWay(): boolean {
    return this.running.isUnderWay;
  }

  /** Catches up with everything that was committed before this call. */
  run(): Promise<void> {
    return this.running.run();
  }

  /** Runs in the background, with retries until it succeeds or the room is unused. */
  soon(): void {
    this.retried.begin();
  }

  private async readAndReach(): Promise<void> {
    const head = await readHead(this.database, this.id);
    if (head) await this.reach(head);
  }

  /** Brings the copy to at least `head`. Another epoch resets it. */
  async reach(head: RoomHead, source: Database = this.database): Promise<void> {
    const { copy } = this;
    if (copy.epoch !== 0 && copy.epoch !== head.epoch) this.reset();
    for (;;) {
      if (copy.isLoaded && copy.updateNumber >= head.updateNumber) return;
      const { identity } = copy;
      const updates = await readUpdatesAfter(source, { id: this.id, number: copy.updateNumber });
      // The updates continue the copy that existed before the query. It may have been discarded
      // since.
      if (copy.identity === identity) {
        this.take(head, updates);
        return;
      }
    }
  }

  /** Applies updates to the copy and sends them, without waiting in between. */
  private take(head: RoomHead, updates: readonly StoredUpdate[]): void {
    const { copy } = this;
    // A commit after the head was read may follow more losses than the head names.
    const isOfHead = updates.every(({ number }) => number <= head.updateNumber);
    const lossCount = isOfHead ? head.lossCount : undefined;
    const fresh = updates.filter(({ number }) => number > copy.updateNumber);
    const isForwarded = this.readers.areInStep && fresh.length <= FORWARDED_UPDATES;
    const isFirst = !copy.isLoaded;
    const from = copy.writerClock;
    copy.reach(head, fresh);
    if (isFirst || fresh.length > 0) this.readers.delivery.noteCommit(lossCount);
    if (this.readers.areAhead) this.readers.closeAll();
    else if (this.isCommitting()) return;
    // Applied one by one, as written: a later update may push out what an earlier one adds.
    else if (isForwarded && fresh.length > 0) this.readers.broadcast(fresh, from, lossCount);
    else this.readers.broadcastRest(lossCount);
  }

  /**
   * Applies an update that another process committed and published.
   * @returns false when the update is not the next one, or is incomplete.
   */
  receive(update: PublishedUpdate): boolean {
    const { copy } = this;
    const isNext = update.epoch === copy.epoch && update.number === copy.updateNumber + 1;
    if (!copy.isLoaded || this.isCommitting() || this.isUnderWay || !isNext) return false;
    const from = copy.writerClock;
    if (!this.continues(update.bytes)) {
      copy.discard();
      return false;
    }
    copy.updateNumber = update.number;
    this.readers.broadcast([update], from, update.lossCount);
    return true;
  }

  private continues(bytes: Uint8Array): boolean {
    try {
      return this.copy.continues(bytes);
    } catch (error) {
      this.logger.warn({ err: error, conversation: this.id }, "failed to apply an incomplete hint");
      return false;
    }
  }

  /** Discards the copy, which belongs to a lost history, and closes its readers. */
  reset(): void {
    this.copy.discard();
    this.readers.closeAll();
  }
}
