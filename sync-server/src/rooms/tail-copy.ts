import { appendToTail, type Change } from "@rally/shared/conversations";
import type { Limits } from "@rally/shared/limits";
import * as Y from "yjs";
import type { RoomHead, StoredUpdate } from "./conversation-store.js";
import { newDocument } from "./new-document.js";
import { hasPending } from "./user-update.js";

/** A process's copy of one conversation's tail: the document, its writer and its last update. */
export class TailCopy {
  /**
   * The writer's id, 0 before the first load. It outlives the document, so that another writer is
   * noticed.
   */
  epoch = 0;
  /** The number of the last update, 0 without a document. */
  updateNumber = 0;
  private doc: Y.Doc | undefined;

  /** Changes whenever the document is replaced. */
  get identity(): object | undefined {
    return this.doc;
  }

  get isLoaded(): boolean {
    return this.doc !== undefined;
  }

  /** The writer clock: how many entries the servers have written under this epoch. */
  get writerClock(): number {
    return this.doc ? Y.getState(this.doc.store, this.epoch) : 0;
  }

  /**
   * Writes changes, each element as its own update.
   * @returns the updates in Yjs's update format V1, numbered from the next one on. `updateNumber`
   * does not change.
   */
  append(changesByUpdate: readonly (readonly Change[])[], bounds: Limits): StoredUpdate[] {
    const doc = this.loaded();
    return changesByUpdate.map((changes, index) => ({
      number: this.updateNumber + 1 + index,
      bytes: appendToTail(doc, this.epoch, changes, bounds),
    }));
  }

  /**
   * Applies the updates that lead to `head`.
   * @throws Error when they do not lead there. The document is then discarded, because an
   * incomplete room is invalid.
   */
  reach(head: RoomHead, updates: readonly StoredUpdate[]): void {
    const doc = (this.doc ??= newDocument());
    this.epoch = head.epoch;
    try {
      for (const update of updates) {
        Y.applyUpdate(doc, update.bytes);
        this.updateNumber = update.number;
      }
      if (hasPending(doc) || this.updateNumber < head.updateNumber)
        throw new Error("An update is missing");
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /**
   * Applies bytes that should continue the history. When they do not, the copy is invalid.
   * @throws Yjs's error when the bytes are no update.
   */
  continues(bytes: Uint8Array): boolean {
    const doc = this.loaded();
    const before = this.writerClock;
    Y.applyUpdate(doc, bytes);
    return this.writerClock > before && doc.store.clients.size === 1 && !hasPending(doc);
  }

  /** The update that a replica with this state vector lacks. */
  after(stateVector?: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.loaded(), stateVector);
  }

  /** The update that a replica lacks that has the writer's structs up to `clock`. */
  afterClock(clock: number): Uint8Array {
    return this.after(Y.encodeStateVector(new Map([[this.epoch, clock]])));
  }

  /** Whether a replica that claims this state can stem from this copy. */
  isKnownState(claimed: ReadonlyMap<number, number>): boolean {
    for (const [client, clock] of claimed) {
      if (clock > 0 && (client !== this.epoch || clock > this.writerClock)) return false;
    }
    return true;
  }

  discard(): void {
    this.doc?.destroy();
    this.doc = undefined;
    this.updateNumber = 0;
  }

  private loaded(): Y.Doc {
    if (!this.doc) throw new Error("The room is not loaded");
    return this.doc;
  }
}
