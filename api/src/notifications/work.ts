import type { Services } from "@rally/shared/server/services";
import type { UserVersion } from "@rally/shared/server/notifications";
import type { OnStop } from "@rally/shared/server/process";
import type { RemotePresence } from "@rally/sync-server";
import { databaseErrorCode, isTransient } from "@rally/shared/server/database";
import { Backlog } from "./backlog.js";
import { SWEEP_MS, takeBacklogged, type Backlogged } from "./backlogged.js";
import { processMarkers } from "./markers.js";
import { processBatch } from "./message-batch.js";

/** The most conversations and markers in a batch, so that its transaction stays short. */
const [CONVERSATIONS, MARKERS] = [64, 500];
/** Milliseconds until a retry: the first ones, and the longest after many failures in a row. */
const [RETRY_MS, LONGEST_RETRY_MS] = [2_000, 60_000];
const QUICK_RETRIES = 5;

/** Writes notifications of messages, after the commits of the messages. */
export interface NotificationWork {
  /** Call when a user's marker moves, to mark notifications up to it as read. */
  readonly markerMoved: (conversation: string, user: string) => void;
}

/**
 * Starts processing, now and whenever a conversation changes. The backlog is in memory and bounded; the
 * progress is in cursors in PostgreSQL, so that the next process finds the rest.
 */
export function startNotificationWork(
  services: Services,
  presence: RemotePresence,
  ending: OnStop,
): NotificationWork {
  const { bus } = services;
  const worker = new Worker(services, presence);
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
  return { markerMoved: (conversation, user) => worker.markerMoved(conversation, user) };
}

type Marker = readonly [conversation: string, user: string];

class Worker {
  private readonly conversations = new Backlog<string>();
  private readonly markers = new Backlog<Marker>();
  private timer: NodeJS.Timeout | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  /** Failures in a row. */
  private failures = 0;
  private turn: Promise<void> = Promise.resolve();
  private sweepDue = false;
  private sweepFailed = false;
  /** The conversations of the last sweep that are not processed yet, and those that failed. */
  private swept: { left: Set<string>; failed: Set<string>; done: Backlogged["done"] } | undefined;
  private stopped = false;
  private readonly services: Services;
  private readonly presence: RemotePresence;

  constructor(services: Services, presence: RemotePresence) {
    this.services = services;
    this.presence = presence;
  }

  moved(conversation: string): void {
    if (this.conversations.size < this.most) this.conversations.add(conversation, conversation);
    else this.sweepDue = true;
    this.schedule();
  }

  markerMoved(conversation: string, user: string): void {
    if (this.markers.size < this.most) {
      this.markers.add(`${conversation} ${user}`, [conversation, user]);
    }
    this.schedule();
  }

  sweep(): void {
    this.sweepDue = true;
    this.schedule(0);
  }

  /** Resolves when the current work has ended. */
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

  /** The size of the backlog; entries past it are dropped and found by a sweep. */
  private get most(): number {
    return this.services.limits.notificationBacklog;
  }

  /** Waits a moment, so that several messages of a conversation are processed together. */
  private schedule(wait: number = this.services.limits.notificationGather): void {
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
      this.services.logger.warn(
        { err: error },
        "failed to reach the database, retrying notifications",
      );
      wait = RETRY_MS;
    }
    this.timer = undefined;
    const waits = this.sweepDue || this.conversations.size > 0 || this.markers.size > 0;
    if (waits) this.schedule(wait);
  }

  /** A failing batch does not stop the others. @throws when the database is unavailable. */
  private async processAll(): Promise<void> {
    if (this.sweepDue) await this.takeSweep();
    await this.process(this.markers, MARKERS, (markers) => this.processMarkers(markers));
    await this.process(this.conversations, CONVERSATIONS, (ids) => this.processMessages(ids));
    if (!this.conversations.hasFailed && !this.markers.hasFailed) this.failures = 0;
  }

  /** Processes the current backlog in batches. */
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
        if (taken.length === 1) await this.processSwept([], taken);
      }
    }
  }

  private failed(error: unknown, count: number): void {
    this.services.logger.warn({ err: error, count }, "failed to write notifications");
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

  private async processMessages(ids: string[]): Promise<void> {
    const { database, limits } = this.services;
    const { notified, left } = await processBatch(
      { database, limits, presence: this.presence },
      ids,
    );
    this.publish(notified);
    for (const id of left) this.conversations.add(id, id);
    await this.processSwept(ids.filter((id) => !left.includes(id)));
  }

  private async processMarkers(markers: Marker[]): Promise<void> {
    const { notified, isLeft } = await processMarkers(this.services.database, markers);
    this.publish(notified);
    if (isLeft) for (const [conversation, user] of markers) this.markerMoved(conversation, user);
  }

  private async takeSweep(): Promise<void> {
    const { database, bus } = this.services;
    this.sweepDue = false;
    try {
      const behind = await takeBacklogged(database, this.most, { isFed: bus.shared });
      if (!behind) return;
      const { conversations, done } = behind;
      this.swept = { left: new Set(conversations), failed: new Set(), done };
      for (const id of conversations) this.conversations.add(id, id);
      await this.processSwept([]);
    } catch (error) {
      this.sweepDue = isAway(error);
      if (this.sweepDue) throw error;
      this.sweepFailed = true;
      this.failed(error, 0);
    }
  }

  /**
   * Records the end of a sweep when all of its conversations are processed or have failed alone. After a
   * crash before that, the next sweep finds them again.
   */
  private async processSwept(
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
    // The sweep reached its limit: another one finds the rest.
    if (isMore) this.sweepDue = true;
  }

  private publish(versions: readonly UserVersion[]): void {
    for (const version of versions) this.services.bus.publish("user", version);
  }
}

/** Whether the database is unavailable; deadlocks and statement timeouts are failures of a batch. */
function isAway(error: unknown): boolean {
  return isTransient(error) && !/^(40|57014)/.test(databaseErrorCode(error) ?? "");
}
