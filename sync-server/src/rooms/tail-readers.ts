import { closeCodes } from "@rally/shared/rooms";
import type { Logger } from "@rally/shared/server/logger";
import type { PermissionCheck } from "../permissions/index.js";
import type { Connection } from "../wire/index.js";
import { frameOf, updateFrame } from "../wire/index.js";
import { HeldUpdates, type Frames } from "./held-updates.js";
import type { TailCopy } from "./tail-copy.js";

interface TailReadersContext {
  copy: TailCopy;
  /** Whether all of the copy is committed at this time. */
  isCommitted: () => boolean;
  permissions: PermissionCheck;
  logger: Logger;
}

/** The sockets that follow a conversation's tail, and the clock up to which they received it. */
export class TailReaders {
  readonly connections = new Set<Connection>();
  readonly held: HeldUpdates;
  /** The writer's clock up to which all connections received everything. */
  private sentClock = 0;
  private readonly copy: TailCopy;
  private readonly isCommitted: () => boolean;

  constructor({ copy, isCommitted, permissions, logger }: TailReadersContext) {
    this.copy = copy;
    this.isCommitted = isCommitted;
    this.held = new HeldUpdates(permissions, logger, {
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
   * Sends updates in one write, after sockets were checked against the losses before their commit
   * [S11].
   * @param lossCount the number of these losses; undefined when there may be more than are known.
   * @param from the clock that the updates follow. Readers that are not at this clock receive the
   * rest of the copy instead.
   */
  send(
    updates: readonly { bytes: Uint8Array }[],
    from: number,
    lossCount: number | undefined,
  ): void {
    this.held.noteCommit(lossCount);
    if (this.connections.size === 0) {
      this.sentClock = this.copy.writerClock;
      return;
    }
    if (this.held.isHolding) return;
    if (from !== this.sentClock) {
      this.sendRest(lossCount);
      return;
    }
    const bytes = Buffer.concat(updates.map((update) => frameOf(updateFrame(update.bytes))));
    this.held.send({ bytes, writerClock: this.copy.writerClock });
  }

  /** Sends the copy beyond the sent clock as one update. */
  sendRest(lossCount: number | undefined): void {
    const frames = this.unsent();
    if (!frames) return;
    this.held.noteCommit(lossCount);
    this.held.send(frames);
  }

  /** Closes all readers, because they received content that is no longer valid. */
  closeAll(): void {
    this.sentClock = this.copy.writerClock;
    this.held.drop();
    for (const connection of this.connections) {
      connection.close(closeCodes.staleReplica, "this room has been reset");
    }
  }

  unload(): void {
    this.sentClock = 0;
    this.held.drop();
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

  private deliver({ bytes, writerClock }: Frames): void {
    this.sentClock = Math.max(this.sentClock, writerClock);
    for (const connection of this.connections) connection.sendFrame(bytes);
  }
}
