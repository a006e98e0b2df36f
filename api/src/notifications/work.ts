import type { Foundation } from "@rally/shared/server/foundation";
import type { UserVersion } from "@rally/shared/server/notifications";
import type { Ending } from "@rally/shared/server/process";
import type { HeardPresence } from "@rally/sync-server";
import { conversationsBehind, forgetOldNotifications } from "./behind.js";
import { passOver, passOverMarkers } from "./message-pass.js";

/** Conversations in one pass at most, so that its transaction stays short. */
const CONVERSATIONS = 64;
/** Conversations and markers that wait at most; past it the sweep finds what was let go. */
const WAITING = 10_000;
/** Where others may have written, what no hint told of is looked for this often. */
const SWEEP_MS = 30_000;
const HOUR_MS = 3_600_000;
/** Milliseconds until what the database refused is tried again. */
const PATIENCE_MS = 2_000;

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
  const forgetting = setInterval(() => worker.forget(), HOUR_MS);
  ending(async () => {
    release();
    clearInterval(sweeping);
    clearInterval(forgetting);
    await worker.stop();
  });
  return { marked: (conversation, user) => worker.marked(conversation, user) };
}

class Worker {
  private readonly conversations = new Set<string>();
  private readonly markers = new Map<string, readonly [string, string]>();
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private sweepDue = false;
  private stopped = false;
  private readonly foundation: Foundation;
  private readonly presence: HeardPresence;

  constructor(foundation: Foundation, presence: HeardPresence) {
    this.foundation = foundation;
    this.presence = presence;
  }

  moved(conversation: string): void {
    if (this.conversations.size < WAITING) this.conversations.add(conversation);
    else this.sweepDue = true;
    this.schedule();
  }

  marked(conversation: string, user: string): void {
    if (this.markers.size < WAITING) {
      this.markers.set(`${conversation} ${user}`, [conversation, user]);
    }
    this.schedule();
  }

  sweep(): void {
    this.sweepDue = true;
    this.schedule(0);
  }

  forget(): void {
    const { database, limits, logger } = this.foundation;
    forgetOldNotifications(database, limits).catch((error: unknown) => {
      logger.warn({ err: error }, "old notifications could not be forgotten");
    });
  }

  /** Resolves when what was under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turn;
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
      await this.passes();
    } catch (error) {
      this.foundation.logger.warn({ err: error }, "notifications could not be written");
      // What was taken out and not done is behind its cursor.
      this.sweepDue = true;
      wait = PATIENCE_MS;
    }
    this.timer = undefined;
    const waits = this.sweepDue || this.conversations.size > 0 || this.markers.size > 0;
    if (waits) this.schedule(wait);
  }

  private async passes(): Promise<void> {
    const { database, limits } = this.foundation;
    if (this.sweepDue) {
      this.sweepDue = false;
      for (const id of await conversationsBehind(database, WAITING)) this.conversations.add(id);
    }
    const moved = [...this.conversations];
    this.conversations.clear();
    await this.passMarkers();
    for (let start = 0; start < moved.length && !this.stopped; start += CONVERSATIONS) {
      const some = moved.slice(start, start + CONVERSATIONS);
      const context = { database, limits, presence: this.presence };
      const { told, left } = await passOver(context, some);
      this.tell(told);
      for (const id of left) this.conversations.add(id);
    }
  }

  /** What is in no cursor is kept until it is written. */
  private async passMarkers(): Promise<void> {
    const markers = [...this.markers];
    if (markers.length === 0) return;
    this.markers.clear();
    try {
      const passed = markers.map(([, marker]) => marker);
      this.tell(await passOverMarkers(this.foundation.database, passed));
    } catch (error) {
      for (const [key, marker] of markers) this.markers.set(key, marker);
      throw error;
    }
  }

  private tell(versions: readonly UserVersion[]): void {
    for (const version of versions) this.foundation.bus.publish("user", version);
  }
}
