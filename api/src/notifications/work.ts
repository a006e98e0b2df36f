import type { Foundation } from "@rally/shared/server/foundation";
import type { UserVersion } from "@rally/shared/server/notifications";
import type { Ending } from "@rally/shared/server/process";
import type { HeardPresence } from "@rally/sync-server";
import { databaseErrorCode, isPassing } from "@rally/shared/server/database";
import { Backlog } from "./backlog.js";
import { SWEEP_MS, takeBehind, type Behind } from "./behind.js";
import { passOverMarkers } from "./markers.js";
import { passOver } from "./message-pass.js";

/** Conversations, and markers, in one batch at most, so that its transaction stays short. */
const [CONVERSATIONS, MARKERS] = [64, 500];
/** Milliseconds until what failed is tried again: at first, and at most after so many failures in a row. */
const [RETRY_MS, LONGEST_RETRY_MS] = [2_000, 60_000];
const QUICK_RETRIES = 5;

/** Turns messages into notifications, behind the commits that wrote them. */
export interface NotificationWork {
  /** Somebody's marker moved: what it passed is read. */
  readonly marked: (conversation: string, user: string) => void;
}

/**
 * Begins to work, now and whenever a conversation moved. What waits is held in RAM and bounded;
 * what it has come to is the cursors in PostgreSQL, so that whoever starts next finds the rest.
 */
export function startNotificationWork(
  foundation: Foundation,
  presence: HeardPresence,
  ending: Ending,
): NotificationWork {
  const { bus } = foundation;
  const worker = new Worker(foundation, presence);
  const release = bus.subscribe("moved", ({ conversation }) => {
    worker.moved(conversation);
  });
  worker.sweep();
  const sweeping = bus.shared ? setInterval(() => worker.sweep(), SWEEP_MS) : undefined;
  ending(async () => {
    release();
    clearInterval(sweeping);
    await worker.stop();
  });
  return { marked: (conversation, user) => worker.marked(conversation, user) };
}

type Marker = readonly [conversation: string, user: string];

class Worker {
  private readonly conversations = new Backlog<string>();
  private readonly markers = new Backlog<Marker>();
  private timer: NodeJS.Timeout | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  /** Rounds in a row in which something failed. */
  private failures = 0;
  private turn: Promise<void> = Promise.resolve();
  private sweepDue = false;
  private sweepFailed = false;
  /** What the last sweep found and has not been processed yet, and what of it failed. */
  private swept: { left: Set<string>; failed: Set<string>; done: Behind["done"] } | undefined;
  private stopped = false;
  private readonly foundation: Foundation;
  private readonly presence: HeardPresence;

  constructor(foundation: Foundation, presence: HeardPresence) {
    this.foundation = foundation;
    this.presence = presence;
  }

  moved(conversation: string): void {
    if (this.conversations.size < this.most) this.conversations.add(conversation, conversation);
    else this.sweepDue = true;
    this.schedule();
  }

  marked(conversation: string, user: string): void {
    if (this.markers.size < this.most) {
      this.markers.add(`${conversation} ${user}`, [conversation, user]);
    }
    this.schedule();
  }

  sweep(): void {
    this.sweepDue = true;
    this.schedule(0);
  }

  /** Resolves when what was under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.retryTimer);
    await this.turn;
  }

  private get retryWait(): number {
    const slower = Math.max(0, this.failures - QUICK_RETRIES);
    return Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** slower);
  }

  /** Past it the sweep finds what was let go. */
  private get most(): number {
    return this.foundation.limits.notificationBacklog;
  }

  /** What comes meanwhile goes along: a conversation is looked at once for all that was said. */
  private schedule(wait: number = this.foundation.limits.notificationGather): void {
    if (this.timer || this.stopped) return;
    this.timer = setTimeout(() => {
      this.turn = this.run();
    }, wait);
  }

  private async run(): Promise<void> {
    let wait: number | undefined;
    try {
      await this.processAll();
    } catch (error) {
      this.foundation.logger.warn({ err: error }, "the database is away: notifications wait");
      wait = RETRY_MS;
    }
    this.timer = undefined;
    const waits = this.sweepDue || this.conversations.size > 0 || this.markers.size > 0;
    if (waits) this.schedule(wait);
  }

  /** One part that fails does not keep the others from being processed. @throws when the database is away. */
  private async processAll(): Promise<void> {
    if (this.sweepDue) await this.takeSweep();
    await this.process(this.markers, MARKERS, (markers) => this.passMarkers(markers));
    await this.process(this.conversations, CONVERSATIONS, (ids) => this.pass(ids));
    if (!this.conversations.hasFailed && !this.markers.hasFailed) this.failures = 0;
  }

  /** Processes all that waits by now, batch by batch. */
  private async process<T>(
    backlog: Backlog<T>,
    most: number,
    work: (batch: T[]) => Promise<void>,
  ): Promise<void> {
    for (let rest = backlog.size; rest > 0 && !this.stopped;) {
      const taken = backlog.take(Math.min(most, rest));
      rest -= taken.length;
      try {
        await work(taken.map(([, value]) => value));
        backlog.succeed(taken);
      } catch (error) {
        if (isAway(error)) {
          for (const [key, value] of taken) backlog.add(key, value);
          throw error;
        }
        backlog.fail(taken);
        this.failed(error, taken.length);
        if (taken.length === 1) await this.passSwept([], taken);
      }
    }
  }

  private failed(error: unknown, count: number): void {
    this.foundation.logger.warn({ err: error, count }, "failed to write notifications");
    if (this.stopped) return;
    this.retryTimer ??= setTimeout(() => {
      this.retryTimer = undefined;
      this.sweepDue ||= this.sweepFailed;
      this.sweepFailed = false;
      this.conversations.retry();
      this.markers.retry();
      this.schedule(0);
    }, this.retryWait);
    this.failures += 1;
  }

  private async pass(ids: string[]): Promise<void> {
    const { database, limits } = this.foundation;
    const { told, left } = await passOver({ database, limits, presence: this.presence }, ids);
    this.tell(told);
    for (const id of left) this.conversations.add(id, id);
    await this.passSwept(ids.filter((id) => !left.includes(id)));
  }

  private async passMarkers(markers: Marker[]): Promise<void> {
    const { told, isLeft } = await passOverMarkers(this.foundation.database, markers);
    this.tell(told);
    if (isLeft) for (const [conversation, user] of markers) this.marked(conversation, user);
  }

  private async takeSweep(): Promise<void> {
    const { database, bus } = this.foundation;
    this.sweepDue = false;
    try {
      const behind = await takeBehind(database, this.most, { isFed: bus.shared });
      if (!behind) return;
      const { conversations, done } = behind;
      this.swept = { left: new Set(conversations), failed: new Set(), done };
      for (const id of conversations) this.conversations.add(id, id);
      await this.passSwept([]);
    } catch (error) {
      this.sweepDue = isAway(error);
      if (this.sweepDue) throw error;
      this.sweepFailed = true;
      this.failed(error, 0);
    }
  }

  /**
   * A sweep is done when all that it found was processed, or failed alone: a process that dies before
   * leaves it to the next.
   */
  private async passSwept(
    processed: readonly string[],
    failed: readonly (readonly [string, unknown])[] = [],
  ): Promise<void> {
    const { swept } = this;
    if (!swept) return;
    for (const id of processed) swept.left.delete(id);
    for (const [id] of failed) if (swept.left.delete(id)) swept.failed.add(id);
    if (swept.left.size > 0) return;
    this.swept = undefined;
    const { isMore } = await swept.done([...swept.failed]);
    // What did not fit into this sweep; where others sweep too, one of them finds it soon.
    if (isMore) this.sweepDue = true;
  }

  private tell(versions: readonly UserVersion[]): void {
    for (const version of versions) this.foundation.bus.publish("user", version);
  }
}

/** Whether the database fails, rather than one batch: deadlocks and statements that took too long are its own. */
function isAway(error: unknown): boolean {
  return isPassing(error) && !/^(40|57014)/.test(databaseErrorCode(error) ?? "");
}
