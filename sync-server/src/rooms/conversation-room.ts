import { appendToTail, type Change } from "@rally/shared/conversations";
import type { Limits } from "@rally/shared/limits";
import { closeCodes, roomName } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database, Transaction } from "@rally/shared/server/database";
import * as Y from "yjs";
import type { Connection } from "../wire/index.js";
import { step2Frame, updateFrame } from "../wire/index.js";
import { RoomAwareness } from "./awareness.js";
import { type RoomHead, readHead, readUpdatesAfter, storeUpdate } from "./conversation-store.js";

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
  private epoch = 0;
  private number = 0;
  /** The writer's clock up to which the connections were sent everything. */
  private sentClock = 0;
  private committing = false;
  /** What the commit in flight will show. */
  private unsent: { number: number; bytes: Uint8Array } | undefined;
  private whenCommitted: (() => void)[] = [];
  private catchingUp: Promise<void> | undefined;
  private nextCatchUp: Promise<void> | undefined;
  private readonly database: Database;
  private readonly bounds: Limits;
  private readonly isShared: boolean;

  constructor(id: string, context: { database: Database; bus: Bus; limits: Limits }) {
    this.id = id;
    this.database = context.database;
    this.bounds = context.limits;
    this.isShared = context.bus.shared;
    this.awareness = new RoomAwareness(roomName("conversation", id), context.bus, context.limits);
  }

  get loadedNumber(): number | undefined {
    return this.doc && this.number;
  }

  /** Whether a commit or a catch-up is under way, so that the room must not be forgotten. */
  get busy(): boolean {
    return this.committing || this.catchingUp !== undefined;
  }

  /**
   * Writes `changes` into the tail within `trx`, which holds the conversation's lock. Follow it by
   * `settle(committed)` whatever happens.
   */
  async write(trx: Transaction, head: RoomHead, changes: readonly Change[]): Promise<number> {
    this.usedAt = Date.now();
    await this.reach(trx, head);
    const doc = this.loaded();
    this.committing = true;
    const bytes = appendToTail(doc, this.epoch, changes, this.bounds);
    const number = head.number + 1;
    await storeUpdate(trx, this.id, { number, bytes }, () => Y.encodeStateAsUpdate(doc));
    this.unsent = { number, bytes };
    return number;
  }

  /** Ends a write: shows it to everyone, or forgets that it was tried. */
  settle(committed: boolean): void {
    const { unsent } = this;
    this.unsent = undefined;
    this.committing = false;
    if (committed && unsent && this.doc) {
      if (unsent.number > this.number) this.number = unsent.number;
      this.show(unsent.bytes);
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
    this.usedAt = Date.now();
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
    this.usedAt = Date.now();
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
    if (head) await this.reach(this.database, head);
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
  private async reach(source: Database | Transaction, head: RoomHead): Promise<void> {
    if (this.doc && this.epoch !== head.epoch) {
      this.discard();
      this.sentClock = 0;
      for (const connection of this.connections) {
        connection.close(closeCodes.staleReplica, "this room began anew");
      }
    }
    if (this.doc && this.number >= head.number) return;
    const updates = await readUpdatesAfter(source, this.id, this.doc ? this.number : 0);
    // From here on nothing waits: the copy, its number and what was sent change together.
    if (this.doc && this.number >= head.number) return;
    this.doc ??= new Y.Doc();
    this.epoch = head.epoch;
    for (const update of updates) {
      if (update.number <= this.number) continue;
      Y.applyUpdate(this.doc, update.bytes);
      this.number = update.number;
    }
    if (this.clock() > this.sentClock && !this.committing) {
      this.show(
        Y.encodeStateAsUpdate(
          this.doc,
          Y.encodeStateVector(new Map([[this.epoch, this.sentClock]])),
        ),
      );
    }
  }

  /** Sends one merged frame to everyone in the room. */
  private show(update: Uint8Array): void {
    this.sentClock = this.clock();
    if (this.connections.size === 0) return;
    const frame = updateFrame(update);
    for (const connection of this.connections) connection.send(frame);
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
