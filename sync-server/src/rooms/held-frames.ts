import type { Logger } from "@rally/shared/server/logger";
import { setTimeout as pause } from "node:timers/promises";
import type { PermissionCheck } from "../permissions/index.js";

const RETRY_MS = 250;

/**
 * Sends a room's frames, but holds those whose commit followed a loss of permission that this
 * process has not checked its sockets against: nothing committed after the loss is sent to them [S11].
 */
export class HeldFrames {
  /** Losses before the newest commit in the room; undefined: perhaps more than are known. */
  private losses: number | undefined;
  /** Rises with each commit, so that one that came during a check is noticed. */
  private commits = 0;
  private waiting: Buffer[] = [];
  /** Rises when what is held is dropped, so that a check under way releases nothing that came later. */
  private drops = 0;
  private isReleasing = false;
  private readonly permissions: PermissionCheck;
  private readonly logger: Logger;
  private readonly deliver: (frames: Buffer) => void;

  /** @param deliver sends frames to everyone in the room. */
  constructor(permissions: PermissionCheck, logger: Logger, deliver: (frames: Buffer) => void) {
    this.permissions = permissions;
    this.logger = logger;
    this.deliver = deliver;
  }

  /** The room has reached a commit before which so many permissions had been lost. */
  reached(losses: number | undefined): void {
    this.commits += 1;
    this.losses = losses;
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

  /** Sends a frame of the newest commit, behind those that are held. */
  send(frame: Buffer): void {
    if (this.waiting.length === 0 && this.isChecked) {
      this.deliver(frame);
      return;
    }
    this.waiting.push(frame);
    if (!this.isReleasing) void this.release();
  }

  /** Drops what is held: its history is over. */
  clear(): void {
    this.waiting = [];
    this.drops += 1;
  }

  private async release(): Promise<void> {
    this.isReleasing = true;
    while (this.waiting.length > 0) {
      const count = this.waiting.length;
      const { drops } = this;
      try {
        await this.check();
      } catch (error) {
        this.logger.warn({ err: error }, "failed to check permissions before sending");
        await pause(RETRY_MS, undefined, { ref: false });
        continue;
      }
      if (drops === this.drops) this.deliver(Buffer.concat(this.waiting.splice(0, count)));
    }
    this.isReleasing = false;
  }
}
