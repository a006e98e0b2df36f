import type { Change } from "@rally/shared/conversations";
import type { Limits } from "@rally/shared/limits";
import { closeCodes, roomName } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { Blocks } from "../blocks/index.js";
import type { Hidden } from "../presence/index.js";
import type { Connection } from "../wire/index.js";
import { step2Frame } from "../wire/index.js";
import { RoomAwareness } from "./awareness.js";
import {
  type RoomHead,
  readHead,
  readUpdatesAfter,
  SNAPSHOT_EVERY,
  type StoredUpdate,
  storeSnapshot,
} from "./conversation-store.js";
import type { PermissionCheck } from "../permissions/index.js";
import { SingleFlight } from "../single-flight/index.js";
import { RetriedWork } from "../retry/index.js";
import { TailCopy } from "./tail-copy.js";
import { TailReaders } from "./tail-readers.js";

/** Updates of others that are passed on as they are; who is further behind gets what is left of them. */
const IN_STEP = 8;

/** What every conversation's room works with. */
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
 * One conversation's room in this process: the tail as committed, and who reads it. The document
 * is changed just before a commit; until that has succeeded nobody is answered from it, and when
 * it fails the copy is thrown away [S1].
 */
export class ConversationRoom {
  readonly id: string;
  readonly awareness: RoomAwareness;
  /** When it was last needed, for unloading. */
  usedAt = Date.now();
  private readonly copy = new TailCopy();
  private readonly readers: TailReaders;
  private committing = false;
  /** What the commit in flight will show. */
  private unsent: StoredUpdate[] = [];
  /** The writer's clock before it. */
  private clockBefore = 0;
  private whenCommitted: (() => void)[] = [];
  private readonly catchingUp = new SingleFlight(() => this.catchUp());
  private readonly retried: RetriedWork;
  private holders = 0;
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
    this.retried = new RetriedWork(
      () => this.refresh(),
      () => this.connections.size > 0 || this.copy.isLoaded,
      (error) => {
        this.logger.warn({ err: error, conversation: id }, "failed to catch up a room");
      },
    );
    const { bus, limits } = context;
    this.awareness = new RoomAwareness(roomName("conversation", id), bus, limits, context);
  }

  get connections(): Set<Connection> {
    return this.readers.connections;
  }

  get loadedNumber(): number | undefined {
    return this.copy.isLoaded ? this.copy.number : undefined;
  }

  /** Whether somebody holds it, so that it must not be forgotten. */
  get isNeeded(): boolean {
    return this.holders > 0 || this.catchingUp.isUnderWay;
  }

  /** Keeps the room from being forgotten until `release`: a session, or a commit. */
  hold(): void {
    this.holders += 1;
  }

  release(): void {
    this.holders -= 1;
    this.usedAt = Date.now();
  }

  /**
   * Loads the copy that `head` stands for. `lock`: the transaction that holds the row's lock and has
   * read the head. Then a copy ahead of the head holds what no history has, as when a backup was
   * restored without a word; and all is read in that transaction, for those who wait for the lock
   * may hold every other connection.
   * @returns false when the room has moved on, so that `head` is of the past.
   */
  async prepare(head: RoomHead, lock?: Transaction): Promise<boolean> {
    this.hold();
    const { copy } = this;
    let isReady = false;
    try {
      if (lock && copy.epoch === head.epoch && copy.number > head.number) this.startOver();
      if (!lock && copy.epoch !== 0 && copy.epoch !== head.epoch) {
        // Which of the two is of the past, the primary tells.
        await this.refresh();
        if (copy.epoch !== head.epoch) return false;
      }
      await this.reach(head, lock);
      isReady = copy.epoch === head.epoch && copy.number === head.number;
    } finally {
      if (!isReady) this.release();
    }
    return isReady;
  }

  /**
   * Writes changes into the prepared tail, in the same turn of the loop, each piece as an update of
   * its own. Nobody is answered from it until `settle(committed)`, which must follow whatever happens.
   * @returns the updates (V1), to be committed under the next numbers.
   */
  append(pieces: readonly (readonly Change[])[]): StoredUpdate[] {
    this.clockBefore = this.copy.clock;
    const updates = this.copy.append(pieces, this.bounds);
    this.committing = true;
    this.unsent = updates;
    return updates;
  }

  /** Ends a write: shows it to everyone, or forgets that it was tried. */
  settle(committed: { losses?: number } | undefined): void {
    const { unsent, copy } = this;
    this.unsent = [];
    this.committing = false;
    this.release();
    const last = unsent.at(-1);
    if (committed && last && copy.isLoaded) {
      const before = copy.number;
      if (last.number > before) {
        copy.number = last.number;
        this.readers.send(unsent, this.clockBefore, committed.losses);
      } else this.readers.sendRest(undefined); // others committed after it, and were read before we heard
      if (Math.floor(last.number / SNAPSHOT_EVERY) > Math.floor(before / SNAPSHOT_EVERY)) {
        this.melt();
      }
    } else if (!committed) {
      copy.discard();
    }
    const waiting = this.whenCommitted;
    this.whenCommitted = [];
    for (const go of waiting) go();
  }

  /**
   * Answers a joiner's step 1 from committed state alone, once sockets were held to all permissions
   * lost before it, and subscribes it in the same synchronous turn. A replica with a past unknown to the primary is closed with 4409.
   */
  async join(
    connection: Connection,
    { stateVector, claimed }: { stateVector: Uint8Array; claimed: Map<number, number> },
  ): Promise<void> {
    await this.ready();
    // A lagging server must neither judge nor answer: another process may have written since.
    if (this.isShared || !this.copy.isHonest(claimed)) {
      connection.allowance.chargeQuery();
      await this.refresh();
    }
    // Many who waited for the same commit or query answer one after the other.
    await connection.allowance.run(() => undefined);
    while (!this.isCommitted || !this.readers.held.isChecked) {
      await this.readers.held.check();
      await this.ready();
    }
    if (!connection.open) return;
    if (!this.copy.isHonest(claimed)) {
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
    return this.catchingUp.run();
  }

  /** The same, without waiting for it; retried until it succeeds or the room is not in use. */
  refreshSoon(): void {
    this.retried.begin();
  }

  private async catchUp(): Promise<void> {
    const head = await readHead(this.database, this.id);
    if (head) await this.reach(head);
  }

  /** Loads the room, and waits for a commit in flight; afterwards the copy is committed state. */
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

  /** Brings the copy to at least `head`; another epoch starts it anew. */
  private async reach(head: RoomHead, source: Database = this.database): Promise<void> {
    const { copy } = this;
    if (copy.epoch !== 0 && copy.epoch !== head.epoch) this.startOver();
    for (;;) {
      if (copy.isLoaded && copy.number >= head.number) return;
      const { identity } = copy;
      const updates = await readUpdatesAfter(source, { id: this.id, number: copy.number });
      // What was read continues the copy that was there before; it may have been thrown away since.
      if (copy.identity === identity) {
        this.take(head, updates);
        return;
      }
    }
  }

  /** Brings updates into the copy and shows them; nothing waits in between. */
  private take(head: RoomHead, updates: readonly StoredUpdate[]): void {
    const { copy } = this;
    // What was committed after the head was read may be after more losses than the head's.
    const isOfHead = updates.every(({ number }) => number <= head.number);
    const losses = isOfHead ? head.losses : undefined;
    const fresh = updates.filter(({ number }) => number > copy.number);
    const isInStep = this.readers.areInStep && fresh.length <= IN_STEP;
    const isFirst = !copy.isLoaded;
    const from = copy.clock;
    copy.reach(head, fresh);
    if (isFirst || fresh.length > 0) this.readers.held.reached(losses);
    if (this.readers.areAhead) this.readers.turnAway();
    else if (this.committing) return;
    // One by one as they were written: a later one may have pushed out what an earlier one brings.
    else if (isInStep && fresh.length > 0) this.readers.send(fresh, from, losses);
    else this.readers.sendRest(losses);
  }

  /**
   * Takes an update that another process committed and sent along.
   * @returns false when it is of no use: not the next one, or not whole.
   */
  hear(update: RoomHead & StoredUpdate): boolean {
    const { copy } = this;
    const isNext = update.epoch === copy.epoch && update.number === copy.number + 1;
    if (!this.isCommitted || this.catchingUp.isUnderWay || !isNext) return false;
    const from = copy.clock;
    if (!this.continues(update.bytes)) {
      copy.discard();
      return false;
    }
    copy.number = update.number;
    this.readers.send([update], from, update.losses);
    return true;
  }

  private continues(bytes: Uint8Array): boolean {
    try {
      return this.copy.continues(bytes);
    } catch (error) {
      this.logger.warn({ err: error, conversation: this.id }, "a hint was not whole");
      return false;
    }
  }

  /** Stores the copy, which is committed state just now, instead of the updates that led to it. */
  private melt(): void {
    const { epoch, number } = this.copy;
    const snapshot = { epoch, number, bytes: this.copy.after() };
    storeSnapshot(this.database, this.id, snapshot).catch((error: unknown) => {
      this.logger.warn({ err: error, conversation: this.id }, "a snapshot could not be stored");
    });
  }

  private startOver(): void {
    this.copy.discard();
    this.readers.turnAway();
  }

  unload(): void {
    this.copy.discard();
    this.readers.unload();
  }
}
