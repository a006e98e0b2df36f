import type { Foundation } from "@rally/shared/server/foundation";
import type { UserVersion } from "@rally/shared/server/notifications";
import type { Ending } from "@rally/shared/server/process";
import type { HeardPresence } from "@rally/sync-server";
import { SWEEP_MS, takeBehind, type Behind } from "./behind.js";
import { passOver, passOverMarkers } from "./message-pass.js";

/** Conversations in one pass at most, so that its transaction stays short. */
const CONVERSATIONS = 64;
/** Conversations and markers that wait at most; past it the sweep finds what was let go. */
const WAITING = 10_000;
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
  ending(async () => {
    release();
    clearInterval(sweeping);
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
  /** What the last sweep found and has not been looked at yet. */
  private swept: { left: Set<string>; done: Behind["done"] } | undefined;
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
      wait = PATIENCE_MS;
    }
    this.timer = undefined;
    const waits = this.sweepDue || this.conversations.size > 0 || this.markers.size > 0;
    if (waits) this.schedule(wait);
  }

  private async passes(): Promise<void> {
    if (this.sweepDue) await this.takeSweep();
    const moved = [...this.conversations];
    this.conversations.clear();
    try {
      await this.passMarkers();
      while (moved.length > 0 && !this.stopped) await this.pass(moved);
    } finally {
      // What was not done is tried again.
      for (const id of moved) this.conversations.add(id);
    }
  }

  /** Looks at the first of these conversations, and takes them out. */
  private async pass(moved: string[]): Promise<void> {
    const { database, limits } = this.foundation;
    const some = moved.slice(0, CONVERSATIONS);
    const { told, left } = await passOver({ database, limits, presence: this.presence }, some);
    moved.splice(0, some.length);
    this.tell(told);
    for (const id of left) this.conversations.add(id);
    await this.passSwept(some.filter((id) => !left.includes(id)));
  }

  private async takeSweep(): Promise<void> {
    const { database, bus } = this.foundation;
    const behind = await takeBehind(database, WAITING, { isFed: bus.shared });
    this.sweepDue = false;
    if (!behind) return;
    this.swept = { left: new Set(behind.conversations), done: behind.done };
    for (const id of behind.conversations) this.conversations.add(id);
    await this.passSwept([]);
  }

  /** A sweep is done when all that it found was looked at: a process that dies before leaves it to the next. */
  private async passSwept(looked: readonly string[]): Promise<void> {
    const { swept } = this;
    if (!swept) return;
    for (const id of looked) swept.left.delete(id);
    if (swept.left.size > 0) return;
    this.swept = undefined;
    await swept.done();
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
