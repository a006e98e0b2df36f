import { closeCodes } from "@rally/shared/rooms";
import type { Logger } from "@rally/shared/server/logger";
import type { PermissionCheck } from "../permissions/index.js";
import type { Connection } from "../wire/index.js";
import { frameOf, updateFrame } from "../wire/index.js";
import { CheckedDelivery, type Frames } from "./checked-delivery.js";
import type { TailCopy } from "./tail-copy.js";

interface TailReadersContext {
  copy: TailCopy;
  /** Whether all of the copy is committed at this time. */
  isCommitted: () => boolean;
  permissions: PermissionCheck;
  logger: Logger;
}

/** The sockets that follow a conversation's tail, and how much of it they received. */
export class TailReaders {
  readonly connections = new Set<Connection>();
  readonly delivery: CheckedDelivery;
  /** The writer clock up to which all connections received everything. */
  private sentClock = 0;
  private readonly copy: TailCopy;
  private readonly isCommitted: () => boolean;

  constructor({ copy, isCommitted, permissions, logger }: TailReadersContext) {
    this.copy = copy;
    this.isCommitted = isCommitted;
    this.delivery = new CheckedDelivery(permissions, logger, {
      unsent: () => this.unsent(),
      deliver: (frames) => {
        this.deliver(frames);
      },
    });
  }

  /** Whether the readers received the whole copy. */
  get areInStep(): boolean {
    return this.copy.writerClock === this.sentClock;
  }

  /** Whether the readers received more than the copy holds, which means another history. */
  get areAhead(): boolean {
    return this.copy.writerClock < this.sentClock;
  }

  /**
   * Sends committed updates to all readers in one write: `CheckedDelivery` calls `deliver` as soon
   * as sockets were checked against the losses before the commit [S11].
   * @param lossCount the number of these losses; undefined when there may be more than are known.
   * @param from the clock that the updates follow. Readers that are not at this clock receive the
   * rest of the copy instead.
   */
  broadcast(
    updates: readonly { bytes: Uint8Array }[],
    from: number,
    lossCount: number | undefined,
  ): void {
    this.delivery.noteCommit(lossCount);
    if (this.connections.size === 0) {
      this.sentClock = this.copy.writerClock;
      return;
    }
    if (this.delivery.isHolding) return;
    if (from !== this.sentClock) {
      this.broadcastRest(lossCount);
      return;
    }
    const bytes = Buffer.concat(updates.map((update) => frameOf(updateFrame(update.bytes))));
    this.delivery.deliverWhenChecked({ bytes, writerClock: this.copy.writerClock });
  }

  /** Sends the copy beyond the sent clock as one update. */
  broadcastRest(lossCount: number | undefined): void {
    const frames = this.unsent();
    if (!frames) return;
    this.delivery.noteCommit(lossCount);
    this.delivery.deliverWhenChecked(frames);
  }

  /** Closes all readers, because they received content that is no longer valid. */
  closeAll(): void {
    this.sentClock = this.copy.writerClock;
    this.delivery.dropHeld();
    for (const connection of this.connections) {
      connection.close(closeCodes.staleReplica, "this room has been reset");
    }
  }

  unload(): void {
    this.sentClock = 0;
    this.delivery.dropHeld();
  }

  private unsent(): Frames | undefined {
    const { copy, sentClock } = this;
    if (!this.isCommitted() || copy.writerClock <= sentClock) return undefined;
    if (this.connections.size === 0)
      return { bytes: Buffer.alloc(0), writerClock: copy.writerClock };
    return {
      bytes: frameOf(updateFrame(copy.afterClock(sentClock))),
      writerClock: copy.writerClock,
    };
  }

  /** Writes one buffer to each reader's `Connection`. */
  private deliver({ bytes, writerClock }: Frames): void {
    this.sentClock = Math.max(this.sentClock, writerClock);
    for (const connection of this.connections) connection.sendFrame(bytes);
  }
}
