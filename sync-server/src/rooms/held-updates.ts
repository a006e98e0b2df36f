import type { Logger } from "@rally/shared/server/logger";
import { setTimeout as pause } from "node:timers/promises";
import type { PermissionCheck } from "../permissions/index.js";

const RETRY_MS = 250;

/** Frames that bring readers of a room up to `clock`, the writer's clock. */
export interface Frames {
  bytes: Buffer;
  clock: number;
}

/** The room whose updates are held. */
export interface HeldRoom {
  /** What its readers lack of committed state; undefined: nothing, or there is none just now. */
  unsent(): Frames | undefined;
  deliver(frames: Frames): void;
}

/**
 * Sends a room's updates, but holds those whose commit followed a loss of permission that this
 * process has not checked its sockets against: nothing committed after the loss is sent to them
 * [S11]. What is committed during a check is not collected: once the check is done, the room gives
 * all that its readers lack as one update. So the memory does not grow with the number of commits.
 */
export class HeldUpdates {
  /** Losses before the newest commit in the room; undefined: perhaps more than are known. */
  private losses: number | undefined;
  /** Rises with each commit, so that one that came during a check is noticed. */
  private commits = 0;
  /** Rises when what is held is dropped, so that a check under way sends none of it. */
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

  /** The room has reached a commit before which so many permissions had been lost. */
  reached(losses: number | undefined): void {
    this.commits += 1;
    this.losses = losses;
  }

  /** Whether something is held: what is new is sent with it, unless a commit is in flight then. */
  get isHolding(): boolean {
    return this.isUnderWay;
  }

  /** Whether what is in the room may be sent to the sockets that are open now. */
  get isChecked(): boolean {
    return this.losses !== undefined && this.losses <= this.permissions.checked;
  }

  /** Checks sockets against all losses before the newest commit. @throws the database's error. */
  async check(): Promise<void> {
    if (this.isChecked) return;
    const { commits } = this;
    await this.permissions.reach(this.losses);
    if (this.commits === commits) this.losses = this.permissions.checked;
  }

  /** Sends what is new in the room, or holds it; it is sent with the rest if something is held. */
  send(newest: Frames): void {
    if (this.isHolding) return;
    if (this.isChecked) this.room.deliver(newest);
    else void this.hold(newest);
  }

  /** Drops what is held: it is of a history that has ended. */
  drop(): void {
    this.drops += 1;
  }

  private async hold(newest: Frames): Promise<void> {
    this.isUnderWay = true;
    // Each round sends what was committed before its check, so that commits without a pause delay nothing.
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
