import * as Y from "yjs";
import { reportUnlessClosed, type RallyDatabase } from "../database/index.js";
import type { UnsavedUpdates } from "./unsaved-updates.js";
import {
  STORED,
  defineDrafts,
  draftedIn,
  storeUpdate,
  type StoredUserRoom,
} from "./user-room-store.js";

/** Stores the updates of the user's room. */
export interface Persister {
  follow(room: StoredUserRoom): void;
  /** Runs a task in the queue. */
  run(work: () => Promise<void>): void;
  /** Updates that may not be stored yet, oldest first. */
  unstored(): UnsavedUpdates[];
  /** Runs a task once everything so far is stored, including earlier failures. */
  afterStored(work: () => Promise<void>): void;
  /**
   * Resolves once everything so far is stored; failed writes are tried again.
   * @throws the error when it cannot be stored.
   */
  settled(): Promise<void>;
}

interface Waiting {
  room: StoredUserRoom;
  updates: Uint8Array[];
  drafts: Set<string>;
}

/**
 * Writes one at a time; updates that arrive meanwhile go into the next write together, and so do
 * those whose write failed.
 */
export function persistUpdates(database: RallyDatabase): Persister {
  let followed: Y.Doc | undefined;
  let waiting: Waiting | undefined;
  let underWay: Waiting | undefined;
  let isDue = false;
  let writing: Promise<void> = Promise.resolve();
  /** Why the last write failed; its updates are queued. */
  let failure: { reason: unknown } | undefined;
  let afterwards: (() => Promise<void>)[] = [];

  const run = (work: () => Promise<void>): void => {
    writing = writing.then(work).catch(reportUnlessClosed);
  };
  const write = async (): Promise<void> => {
    isDue = false;
    const due = afterwards;
    afterwards = [];
    [underWay, waiting] = [waiting, undefined];
    if (underWay) {
      const { room, updates, drafts } = underWay;
      const update = Y.mergeUpdates(updates);
      try {
        await storeUpdate(database, room, update, drafts);
        failure = undefined;
      } catch (error) {
        const failed = { room, updates: [update], drafts };
        waiting = waiting ? joined(failed, waiting) : failed;
        failure = { reason: error };
        afterwards = [...due, ...afterwards];
        throw error;
      } finally {
        underWay = undefined;
      }
    }
    for (const [index, work] of due.entries()) {
      try {
        await work();
      } catch (error) {
        // Repeated after the next write, together with what follows it.
        afterwards = [...due.slice(index), ...afterwards];
        throw error;
      }
    }
  };
  const writeSoon = (): void => {
    if (!isDue) run(write);
    isDue = true;
  };
  const keep = (room: StoredUserRoom, update: Uint8Array, drafts: ReadonlySet<string>): void => {
    waiting = joined(waiting, { room, updates: [update], drafts: new Set(drafts) });
    writeSoon();
  };

  return {
    follow(room) {
      if (followed === room.doc) return;
      followed = room.doc;
      // The text of a document that is replaced is kept in another way.
      if (waiting && waiting.room !== room) waiting = failure = undefined;
      const changed = new Set<string>();
      room.doc.on("afterTransaction", ({ changed: types }: Y.Transaction) => {
        // Read before the drafts are typed, which replaces the root objects.
        for (const [name, type] of room.doc.share) {
          const conversation = types.has(type as never) ? draftedIn(name) : undefined;
          if (conversation !== undefined) changed.add(conversation);
        }
        defineDrafts(room.doc);
      });
      room.doc.on("update", (update: Uint8Array, origin: unknown) => {
        if (origin !== STORED && followed === room.doc) keep(room, update, changed);
        changed.clear();
      });
    },
    run,
    unstored: () =>
      [underWay, waiting].flatMap((part) =>
        part ? [{ generation: part.room.generation, update: Y.mergeUpdates(part.updates) }] : [],
      ),
    afterStored(work) {
      afterwards.push(work);
      writeSoon();
    },
    async settled() {
      if (waiting) writeSoon();
      await writing;
      if (failure) throw failure.reason;
    },
  };
}

/** Merges two writes; of two documents only the later one, because the other is stale. */
function joined(earlier: Waiting | undefined, { room, updates, drafts }: Waiting): Waiting {
  if (earlier?.room !== room) return { room, updates, drafts };
  return {
    room,
    updates: [...earlier.updates, ...updates],
    drafts: new Set([...earlier.drafts, ...drafts]),
  };
}
