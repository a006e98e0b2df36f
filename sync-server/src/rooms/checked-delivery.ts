import type { Logger } from "@rally/shared/server/logger";
import { setTimeout as pause } from "node:timers/promises";
import type { PermissionCheck } from "../permissions/index.js";

const RETRY_MS = 250;

/** Frames that bring readers of a room up to `writerClock`. */
export interface Frames {
  bytes: Buffer;
  /** The clock of the room's writer in Yjs. */
  writerClock: number;
}

/** The readers of a room, as `CheckedDelivery` needs them. */
export interface RoomReaders {
  /**
   * The committed state that the readers lack. Undefined when they lack nothing or a commit is in
   * flight.
   */
  unsent(): Frames | undefined;
  /** Writes the frames to each reader's socket. */
  deliver(frames: Frames): void;
}

/**
 * Delivers a room's updates, usually at once. An update is held when its commit followed a
 * permission loss that this process has not checked its sockets against, so that a socket receives
 * nothing committed after its loss [S11]. Updates committed during a check are not collected: after
 * the check, the room sends everything the readers lack as one update, so memory does not grow with
 * the number of commits.
 */
export class CheckedDelivery {
  /**
   * Losses before the newest commit in the room. Undefined when there may be more than are known.
   */
  private lossCount: number | undefined;
  /** Rises with each commit, which reveals a commit during a check. */
  private commitCount = 0;
  /** Rises when held updates are dropped, so that a check under way sends none of them. */
  private dropCount = 0;
  private isUnderWay = false;
  private readonly permissions: PermissionCheck;
  private readonly logger: Logger;
  private readonly readers: RoomReaders;

  constructor(permissions: PermissionCheck, logger: Logger, readers: RoomReaders) {
    this.permissions = permissions;
    this.logger = logger;
    this.readers = readers;
  }

  /** Records the number of permissions lost before the room's newest commit. */
  noteCommit(lossCount: number | undefined): void {
    this.commitCount += 1;
    this.lossCount = lossCount;
  }

  /**
   * Whether updates are held. A new update is sent with them, unless a commit is in flight then.
   */
  get isHolding(): boolean {
    return this.isUnderWay;
  }

  /** Whether the room's content may be sent to the sockets that are open now. */
  get isChecked(): boolean {
    return this.lossCount !== undefined && this.lossCount <= this.permissions.checked;
  }

  /** Checks sockets against all losses before the newest commit. @throws the database's error. */
  async check(): Promise<void> {
    if (this.isChecked) return;
    const { commitCount } = this;
    await this.permissions.reach(this.lossCount);
    if (this.commitCount === commitCount) this.lossCount = this.permissions.checked;
  }

  /**
   * Delivers new updates at once if permissions are checked, the normal case; otherwise holds them.
   * While others are held, the new updates are delivered with them.
   */
  deliverWhenChecked(newest: Frames): void {
    if (this.isHolding) return;
    if (this.isChecked) this.readers.deliver(newest);
    else void this.hold(newest);
  }

  /** Drops held updates, which belong to a history that has ended. */
  dropHeld(): void {
    this.dropCount += 1;
  }

  private async hold(newest: Frames): Promise<void> {
    this.isUnderWay = true;
    // Each round delivers the updates committed before its check, so that steady commits cause no
    // delay.
    for (let held: Frames | undefined = newest; held; held = this.readers.unsent()) {
      const { dropCount } = this;
      await this.checkUntilDone();
      if (dropCount === this.dropCount) this.readers.deliver(held);
    }
    this.isUnderWay = false;
  }

  private async checkUntilDone(): Promise<void> {
    for (;;) {
      try {
        await this.check();
        return;
      } catch (error) {
        this.logger.warn({ err: error }, "failed to check permissions before sending");
        await pause(RETRY_MS, undefined, { ref: false });
      }
    }
  }
}
