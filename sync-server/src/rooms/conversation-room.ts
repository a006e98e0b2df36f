import { appendToTail, type Change } from "@rally/shared/conversations";
import type { Limits } from "@rally/shared/limits";
import { closeCodes, roomName } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import * as Y from "yjs";
import type { Blocks } from "../blocks/index.js";
import type { Hidden } from "../presence/index.js";
import type { Connection } from "../wire/index.js";
import { frameOf, step2Frame, updateFrame } from "../wire/index.js";
import { RoomAwareness } from "./awareness.js";
import { hasPending } from "./user-update.js";
import {
  type RoomHead,
  readHead,
  readUpdatesAfter,
  SNAPSHOT_EVERY,
  type StoredUpdate,
  storeSnapshot,
} from "./conversation-store.js";

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
}

/**
 * One conversation's room in this process: the tail as committed, and who reads it. The document
 * is changed just before a commit; until that has succeeded nobody is answered from it, and when
 * it fails the copy is thrown away [S1].
 */
export class ConversationRoom {
  readonly id: string;
  readonly connections = new Set<Connection>();
  readonly awareness: RoomAwareness;
  /** When it was last needed, for unloading. */
  usedAt = Date.now();
  private doc: Y.Doc | undefined;
  /** The writer's id; 0 while nothing was ever loaded. */
  private epoch = 0;
  private number = 0;
  /** The writer's clock up to which the connections were sent everything. */
  private sentClock = 0;
  private committing = false;
  /** What the commit in flight will show. */
  private unsent: StoredUpdate[] = [];
  private whenCommitted: (() => void)[] = [];
  private catchingUp: Promise<void> | undefined;
  private nextCatchUp: Promise<void> | undefined;
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
    const { bus, limits } = context;
    this.awareness = new RoomAwareness(roomName("conversation", id), bus, limits, context);
  }

  get loadedNumber(): number | undefined {
    return this.doc && this.number;
  }

  /** Whether somebody holds it, so that it must not be forgotten. */
  get isNeeded(): boolean {
    return this.holders > 0 || this.catchingUp !== undefined;
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
   * Loads the copy that `head` stands for. `locked`: head is read under the row's lock, so that a
   * copy ahead of it holds what no history has, as when a backup was restored without a word.
   * @returns false when the room has moved on, so that `head` is of the past.
   */
  async prepare(head: RoomHead, { locked }: { locked: boolean }): Promise<boolean> {
    this.hold();
    let isReady = false;
    try {
      if (locked && this.epoch === head.epoch && this.number > head.number) this.startOver();
      // Which of the two is of the past, the primary tells.
      if (this.epoch !== 0 && this.epoch !== head.epoch) await this.refresh();
      if (this.epoch !== 0 && this.epoch !== head.epoch) return false;
      await this.reach(head);
      isReady = this.epoch === head.epoch && this.number === head.number;
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
    const updates = pieces.map((changes, index) => ({
      number: this.number + 1 + index,
      bytes: appendToTail(this.loaded(), this.epoch, changes, this.bounds),
    }));
    this.committing = true;
    this.unsent = updates;
    return updates;
  }

  /** Ends a write: shows it to everyone, or forgets that it was tried. */
  settle(committed: boolean): void {
    const { unsent } = this;
    this.unsent = [];
    this.committing = false;
    this.release();
    const last = unsent.at(-1);
    if (committed && last && this.doc) {
      const before = this.number;
      if (last.number > before) {
        this.number = last.number;
        this.show(unsent);
      } else this.showTheRest(); // others committed after it, and were read before we heard
      if (Math.floor(last.number / SNAPSHOT_EVERY) > Math.floor(before / SNAPSHOT_EVERY)) {
        this.melt(this.number);
      }
    } else if (!committed) {
      this.discard();
    }
    const waiting = this.whenCommitted;
    this.whenCommitted = [];
    for (const go of waiting) go();
  }

  /**
   * Answers a joiner's step 1 from committed state alone, and subscribes it in the same
   * synchronous turn. A replica with a past unknown to the primary is closed with 4409.
   */
  async join(
    connection: Connection,
    { stateVector, claimed }: { stateVector: Uint8Array; claimed: Map<number, number> },
  ): Promise<void> {
    await this.ready();
    // A lagging server must neither judge nor answer: another process may have written since.
    if (this.isShared || !this.honest(claimed)) await this.refresh();
    while (!this.isCommitted) await this.ready();
    if (!connection.open) return;
    if (!this.honest(claimed)) {
      connection.close(closeCodes.staleReplica, "stale replica");
      return;
    }
    connection.send(step2Frame(Y.encodeStateAsUpdate(this.loaded(), stateVector)));
    this.connections.add(connection);
    if (!this.awareness.isEmpty) {
      connection.send(this.awareness.snapshot(connection, this.connections.size));
    }
  }

  leave(connection: Connection): void {
    this.release();
    this.connections.delete(connection);
    this.awareness.leave(connection, this.connections);
  }

  /**
   * Catches up with everything that was committed before this call, once for all who ask at the
   * same time: a look already under way may have been too early, so another follows it.
   */
  refresh(): Promise<void> {
    if (!this.catchingUp) return this.startCatchingUp();
    this.nextCatchUp ??= this.catchingUp
      .catch(() => undefined) // whoever began that one is told
      .then(() => {
        this.nextCatchUp = undefined;
        return this.startCatchingUp();
      });
    return this.nextCatchUp;
  }

  private startCatchingUp(): Promise<void> {
    this.catchingUp = this.catchUp().finally(() => {
      this.catchingUp = undefined;
    });
    return this.catchingUp;
  }

  private async catchUp(): Promise<void> {
    const head = await readHead(this.database, this.id);
    if (head) await this.reach(head);
  }

  /** Loads the room, and waits for a commit in flight; afterwards `doc` is committed state. */
  private async ready(): Promise<void> {
    while (!this.isCommitted) {
      if (this.committing) {
        await new Promise<void>((resolve) => {
          this.whenCommitted.push(resolve);
        });
      } else {
        await this.refresh();
        if (!this.doc) throw new Error(`There is no conversation ${this.id}`);
      }
    }
  }

  private get isCommitted(): boolean {
    return this.doc !== undefined && !this.committing;
  }

  /** Brings the copy to at least `head`; another epoch starts it anew. */
  private async reach(head: RoomHead): Promise<void> {
    if (this.epoch !== 0 && this.epoch !== head.epoch) this.startOver();
    for (;;) {
      const { doc } = this;
      if (doc && this.number >= head.number) return;
      const updates = await readUpdatesAfter(this.database, this.id, doc ? this.number : 0);
      // What was read continues the copy that was there before; it may have been thrown away since.
      if (this.doc === doc) {
        this.take(head, updates);
        return;
      }
    }
  }

  /** Brings updates into the copy and shows them; nothing waits in between. */
  private take(head: RoomHead, updates: readonly StoredUpdate[]): void {
    const fresh = updates.filter(({ number }) => number > this.number);
    const isInStep = this.clock() === this.sentClock && fresh.length <= IN_STEP;
    const doc = (this.doc ??= new Y.Doc());
    this.epoch = head.epoch;
    try {
      for (const update of fresh) {
        Y.applyUpdate(doc, update.bytes);
        this.number = update.number;
      }
      if (hasPending(doc) || this.number < head.number) throw new Error("An update is missing");
    } catch (error) {
      // Nobody may be answered from half a room, and nothing be written on it.
      this.discard();
      throw error;
    }
    if (this.clock() < this.sentClock) this.turnAway();
    else if (this.committing) return;
    // One by one as they were written: a later one may have pushed out what an earlier one brings.
    else if (isInStep && fresh.length > 0) this.show(fresh);
    else this.showTheRest();
  }

  /** Sends what the copy has beyond what was sent. */
  private showTheRest(): void {
    if (this.clock() <= this.sentClock) return;
    const sent = Y.encodeStateVector(new Map([[this.epoch, this.sentClock]]));
    this.show([{ bytes: Y.encodeStateAsUpdate(this.loaded(), sent) }]);
  }

  /**
   * Takes an update that another process committed and sent along.
   * @returns false when it is of no use: not the next one, or not whole.
   */
  hear(update: { epoch: number; number: number; bytes: Uint8Array }): boolean {
    const isNext = update.epoch === this.epoch && update.number === this.number + 1;
    if (!this.doc || this.committing || this.catchingUp || !isNext) return false;
    if (!this.takes(this.doc, update.bytes)) {
      this.discard();
      return false;
    }
    this.number = update.number;
    this.show([update]);
    return true;
  }

  /** Applies bytes that should continue the one line; where they do not, the copy is spoilt. */
  private takes(doc: Y.Doc, bytes: Uint8Array): boolean {
    const before = this.clock();
    try {
      Y.applyUpdate(doc, bytes);
    } catch (error) {
      this.logger.warn({ err: error, conversation: this.id }, "a hint was not whole");
      return false;
    }
    return this.clock() > before && doc.store.clients.size === 1 && !hasPending(doc);
  }

  /** Stores the copy, which is committed state just now, instead of the updates that led to it. */
  private melt(number: number): void {
    const bytes = Y.encodeStateAsUpdate(this.loaded());
    storeSnapshot(this.database, this.id, { number, bytes }).catch((error: unknown) => {
      this.logger.warn({ err: error, conversation: this.id }, "a snapshot could not be stored");
    });
  }

  /** Sends updates, one after the other in one write, to everyone in the room. */
  private show(updates: readonly { bytes: Uint8Array }[]): void {
    this.sentClock = this.clock();
    if (this.connections.size === 0) return;
    const frames = Buffer.concat(updates.map(({ bytes }) => frameOf(updateFrame(bytes))));
    for (const connection of this.connections) connection.sendFrame(frames);
  }

  private startOver(): void {
    this.discard();
    this.turnAway();
  }

  /** Whoever reads was shown what is no longer so. */
  private turnAway(): void {
    this.sentClock = this.clock();
    for (const connection of this.connections) {
      connection.close(closeCodes.staleReplica, "this room began anew");
    }
  }

  private discard(): void {
    this.doc?.destroy();
    this.doc = undefined;
    this.number = 0;
  }

  unload(): void {
    this.discard();
    this.sentClock = 0;
  }

  private loaded(): Y.Doc {
    if (!this.doc) throw new Error(`Room ${this.id} is not loaded`);
    return this.doc;
  }

  private clock(): number {
    return this.doc ? Y.getState(this.doc.store, this.epoch) : 0;
  }

  private honest(claimed: Map<number, number>): boolean {
    for (const [client, clock] of claimed) {
      if (clock > 0 && (client !== this.epoch || clock > this.clock())) return false;
    }
    return true;
  }
}
