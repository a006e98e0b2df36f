import * as Y from "yjs";
import { reportUnlessClosed, type RallyDatabase } from "../database/index.js";
import type { Unstored } from "../unstored/index.js";
import {
  STORED,
  defineDrafts,
  draftedIn,
  storeUpdate,
  type StoredUserRoom,
} from "./user-room-store.js";

/** Puts on the disk what happens to the user's room. */
export interface Keeper {
  follow(room: StoredUserRoom): void;
  /** Does something in its turn. */
  run(work: () => Promise<void>): void;
  /** What is not known to be stored yet, oldest first. */
  unstored(): Unstored[];
  /** Does something as soon as everything up to now is stored; what could not be written comes first. */
  afterStored(work: () => Promise<void>): void;
  /**
   * Resolves once everything up to now is stored; what could not be written is tried again.
   * @throws the reason when it cannot be.
   */
  settled(): Promise<void>;
}

interface Waiting {
  room: StoredUserRoom;
  updates: Uint8Array[];
  drafts: Set<string>;
}

/**
 * One write at a time; what happens meanwhile goes together into the next, and so does what could
 * not be written.
 */
export function keepStored(database: RallyDatabase): Keeper {
  let followed: Y.Doc | undefined;
  let waiting: Waiting | undefined;
  let underWay: Waiting | undefined;
  let isDue = false;
  let writing: Promise<void> = Promise.resolve();
  /** Why the last write failed; what it was for is waiting. */
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
        // It is done again after the next write, and so is what follows it.
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
      // The words of a document that this one replaces are kept in another way.
      if (waiting && waiting.room !== room) waiting = failure = undefined;
      const changed = new Set<string>();
      room.doc.on("afterTransaction", ({ changed: types }: Y.Transaction) => {
        // Asked before the drafts are defined: that puts other objects in their place.
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

/** Both as one write; of two rooms the later one alone, for the other's past has ended. */
function joined(earlier: Waiting | undefined, { room, updates, drafts }: Waiting): Waiting {
  if (earlier?.room !== room) return { room, updates, drafts };
  return {
    room,
    updates: [...earlier.updates, ...updates],
    drafts: new Set([...earlier.drafts, ...drafts]),
  };
}
