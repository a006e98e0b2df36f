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

export interface HeldRoom {
  /**
   * The committed state that the readers lack. Undefined when they lack nothing or a commit is in
   * flight.
   */
  unsent(): Frames | undefined;
  deliver(frames: Frames): void;
}

/**
 * Sends a room's updates. An update is held when its commit followed a permission loss that this
 * process has not checked its sockets against, so that a socket receives nothing committed after
 * its loss [S11]. Updates committed during a check are not collected: after the check, the room
 * sends everything the readers lack as one update, so memory does not grow with the number of
 * commits.
 */
export class HeldUpdates {
  /**
   * Losses before the newest commit in the room. Undefined when there may be more than are known.
   */
  private lossCount: number | undefined;
  /** Rises with each commit, which reveals a commit during a check. */
  private commits = 0;
  /** Rises when held updates are dropped, so that a check under way sends none of them. */
  private drops = 0;
  private isUnderWay = false;
  private readonly permissions: PermissionCheck;
  private readonly logger: Logger;
  private readonly room: HeldRoom;

  constructor(permissions: PermissionCheck, logger: Logger, room: HeldRoom) {
    this.permissions = permissions;
    this.logger = logger;
    this.room = room;
  }

  /** Records the number of permissions lost before the room's newest commit. */
  noteCommit(lossCount: number | undefined): void {
    this.commits += 1;
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
    const { commits } = this;
    await this.permissions.reach(this.lossCount);
    if (this.commits === commits) this.lossCount = this.permissions.checked;
  }

  /** Sends new updates, together with held ones if there are any, or holds them. */
  send(newest: Frames): void {
    if (this.isHolding) return;
    if (this.isChecked) this.room.deliver(newest);
    else void this.hold(newest);
  }

  /** Drops held updates, which belong to a history that has ended. */
  drop(): void {
    this.drops += 1;
  }

  private async hold(newest: Frames): Promise<void> {
    this.isUnderWay = true;
    // Each round sends the updates committed before its check, so that steady commits cause no
    // delay.
    for (let held: Frames | undefined = newest; held; held = this.room.unsent()) {
      const { drops } = this;
      await this.checkUntilDone();
      if (drops === this.drops) this.room.deliver(held);
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
