import type { Change } from "@rally/shared/conversations";
import type { Limits } from "@rally/shared/limits";
import { closeCodes, roomName } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { WritableRoom } from "@rally/shared/server/log";
import type { Logger } from "@rally/shared/server/logger";
import type { Blocks } from "../blocks/index.js";
import type { Hidden } from "../presence/index.js";
import type { Connection } from "../wire/index.js";
import { step2Frame } from "../wire/index.js";
import { RoomAwareness } from "./awareness.js";
import {
  type PublishedUpdate,
  type RoomHead,
  SNAPSHOT_EVERY,
  type StoredUpdate,
  storeSnapshot,
} from "./conversation-store.js";
import type { PermissionCheck } from "../permissions/index.js";
import { TailCatchUp } from "./tail-catch-up.js";
import { TailCopy } from "./tail-copy.js";
import { TailReaders } from "./tail-readers.js";

export interface RoomContext {
  database: Database;
  bus: Bus;
  limits: Limits;
  logger: Logger;
  blocks: Blocks;
  hidden: Hidden;
  permissions: PermissionCheck;
}

/**
 * One conversation's room in this process: the committed tail and its readers. The document changes
 * just before a commit. Until the commit succeeds, no reader is answered from the document, and
 * when it fails, the copy is discarded [S1].
 */
export class ConversationRoom implements WritableRoom {
  readonly id: string;
  readonly awareness: RoomAwareness;
  /** When the room was last used, in milliseconds since the epoch. Idle rooms are unloaded. */
  usedAt = Date.now();
  private readonly copy = new TailCopy();
  private readonly readers: TailReaders;
  private committing = false;
  /** The updates of the commit in flight. */
  private inFlight: StoredUpdate[] = [];
  /** The writer clock before the commit in flight. */
  private clockBefore = 0;
  private whenCommitted: (() => void)[] = [];
  private readonly catchUp: TailCatchUp;
  private retainCount = 0;
  private readonly database: Database;
  private readonly bounds: Limits;
  private readonly isShared: boolean;
  private readonly logger: Logger;

  constructor(id: string, context: RoomContext) {
    this.id = id;
    this.database = context.database;
    this.bounds = context.limits;
    this.isShared = context.bus.shared;
    this.logger = context.logger;
    this.readers = new TailReaders({
      ...{ copy: this.copy, isCommitted: () => this.isCommitted },
      ...{ permissions: context.permissions, logger: context.logger },
    });
    this.catchUp = new TailCatchUp(id, {
      ...{ copy: this.copy, readers: this.readers, isCommitting: () => this.committing },
      ...{ database: context.database, logger: context.logger },
    });
    const { bus, limits } = context;
    this.awareness = new RoomAwareness(roomName("conversation", id), bus, limits, context);
  }

  get connections(): Set<Connection> {
    return this.readers.connections;
  }

  get loadedUpdateNumber(): number | undefined {
    return this.copy.isLoaded ? this.copy.updateNumber : undefined;
  }

  /** Whether the room is retained or catches up, so that it must stay loaded. */
  get isNeeded(): boolean {
    return this.retainCount > 0 || this.catchUp.isUnderWay;
  }

  /** Keeps the room loaded until `release`. Sessions and commits retain it. */
  retain(): void {
    this.retainCount += 1;
  }

  release(): void {
    this.retainCount -= 1;
    this.usedAt = Date.now();
  }

  /**
   * Loads the copy that `head` describes. `lock` is the transaction that holds the row's lock and
   * has read the head. With it, a copy ahead of the head belongs to a lost history (a backup was
   * restored). All reads then use that transaction, because callers that wait for the lock may hold
   * every other connection.
   * @returns false when the room has moved on, so that `head` is outdated.
   */
  async prepare(head: RoomHead, lock?: Transaction): Promise<boolean> {
    this.retain();
    const { copy } = this;
    let isReady = false;
    try {
      if (lock && copy.epoch === head.epoch && copy.updateNumber > head.updateNumber)
        this.catchUp.reset();
      if (!lock && copy.epoch !== 0 && copy.epoch !== head.epoch) {
        // Only the primary can tell which of the two is outdated.
        await this.refresh();
        if (copy.epoch !== head.epoch) return false;
      }
      await this.catchUp.reach(head, lock);
      isReady = copy.epoch === head.epoch && copy.updateNumber === head.updateNumber;
    } finally {
      if (!isReady) this.release();
    }
    return isReady;
  }

  /**
   * Before the commit: writes changes into the prepared tail, in the same turn of the event loop,
   * each element as its own update. No reader is answered from the copy until
   * `publishOrDiscard(committed)`, which the caller must always call.
   * @returns the updates in Yjs's update format V1, to be committed under the next numbers.
   */
  writeUncommitted(changesByUpdate: readonly (readonly Change[])[]): StoredUpdate[] {
    this.clockBefore = this.copy.writerClock;
    const updates = this.copy.append(changesByUpdate, this.bounds);
    this.committing = true;
    this.inFlight = updates;
    return updates;
  }

  /** After the commit: broadcasts what was written to the readers, or discards the copy. */
  publishOrDiscard(committed: { lossCount?: number } | undefined): void {
    const { inFlight, copy } = this;
    this.inFlight = [];
    this.committing = false;
    this.release();
    const last = inFlight.at(-1);
    if (committed && last && copy.isLoaded) {
      const before = copy.updateNumber;
      if (last.number > before) {
        copy.updateNumber = last.number;
        this.readers.broadcast(inFlight, this.clockBefore, committed.lossCount);
      } else {
        // Later commits were read before this one was settled.
        this.readers.broadcastRest(undefined);
      }
      if (Math.floor(last.number / SNAPSHOT_EVERY) > Math.floor(before / SNAPSHOT_EVERY)) {
        this.compact();
      }
    } else if (!committed) {
      copy.discard();
      // The commit may have succeeded although its answer was lost.
      if (this.connections.size > 0) this.refreshSoon();
    }
    const waiting = this.whenCommitted;
    this.whenCommitted = [];
    for (const go of waiting) go();
  }

  /**
   * Answers a client's step 1 from committed state, after all earlier permission losses were
   * checked against the sockets, and subscribes the client in the same synchronous turn. The server
   * closes a replica with a history unknown to the primary with 4409.
   */
  async join(
    connection: Connection,
    { stateVector, claimed }: { stateVector: Uint8Array; claimed: Map<number, number> },
  ): Promise<void> {
    await this.ready();
    // A lagging server must neither refuse nor answer: another process may have written since.
    if (this.isShared || !this.copy.isKnownState(claimed)) {
      connection.allowance.chargeQuery();
      await this.refresh();
    }
    // Many clients may wait for the same commit or query. They are answered one after the other.
    await connection.allowance.run(() => undefined);
    while (!this.isCommitted || !this.readers.delivery.isChecked) {
      await this.readers.delivery.check();
      await this.ready();
    }
    if (!connection.open) return;
    if (!this.copy.isKnownState(claimed)) {
      connection.close(closeCodes.staleReplica, "stale replica");
      return;
    }
    connection.allowance.charge(() => {
      connection.send(step2Frame(this.copy.after(stateVector)));
      this.connections.add(connection);
      if (!this.awareness.isEmpty) {
        connection.send(this.awareness.snapshot(connection, this.connections.size));
      }
    });
  }

  leave(connection: Connection): void {
    this.release();
    this.connections.delete(connection);
    this.awareness.leave(connection, this.connections);
  }

  /** Catches up with everything that was committed before this call. */
  refresh(): Promise<void> {
    return this.catchUp.run();
  }

  /** Refreshes in the background, with retries until it succeeds or the room is unused. */
  refreshSoon(): void {
    this.catchUp.soon();
  }

  /** Applies an update that another process committed. @returns false when it cannot. */
  receive(update: PublishedUpdate): boolean {
    return this.catchUp.receive(update);
  }

  /** Loads the room and waits for a commit in flight. Afterwards the copy is committed state. */
  private async ready(): Promise<void> {
    while (!this.isCommitted) {
      if (this.committing) {
        await new Promise<void>((resolve) => {
          this.whenCommitted.push(resolve);
        });
      } else {
        await this.refresh();
        if (!this.copy.isLoaded) throw new Error(`There is no conversation ${this.id}`);
      }
    }
  }

  private get isCommitted(): boolean {
    return this.copy.isLoaded && !this.committing;
  }

  /**
   * Stores the copy, which is committed state at this point, as a snapshot that replaces the
   * updates.
   */
  private compact(): void {
    const { epoch, updateNumber: number } = this.copy;
    const snapshot = { epoch, number, bytes: this.copy.after() };
    storeSnapshot(this.database, this.id, snapshot).catch((error: unknown) => {
      this.logger.warn({ err: error, conversation: this.id }, "failed to store a snapshot");
    });
  }

  unload(): void {
    this.copy.discard();
    this.readers.unload();
  }
}
