import * as Y from "yjs";
import { limits } from "../limits/index.js";
import type { Change } from "./changes/index.js";

/**
 * The layout of a conversation room's document: one root named `log`, a Y.Array that contains the
 * tail: plain JSON changes, oldest first. Only this file knows it. Only the server writes, always
 * with the room's epoch as client id, so that the document has no concurrent branches
 * (docs/rooms.md).
 */
const ROOT = "log";

function tailOf(doc: Y.Doc): Y.Array<Change> {
  return doc.getArray<Change>(ROOT);
}

/** The changes in the tail, oldest first. They may have types that this version does not know. */
export function readTail(doc: Y.Doc): Change[] {
  return tailOf(doc).toArray();
}

/**
 * Appends `changes` and prunes the tail to its bounds, as `epoch`, in one transaction. A room's
 * `writeUncommitted` calls it.
 * @returns the update in Yjs's update format V1, to be stored and sent.
 */
export function appendToTail(
  doc: Y.Doc,
  epoch: number,
  changes: readonly Change[],
  bounds: { tailChanges: number; tailBytes: number } = limits,
): Uint8Array {
  const before = Y.encodeStateVector(doc);
  const ownId = doc.clientID;
  let update: Uint8Array | undefined;
  const keep = (bytes: Uint8Array): void => {
    update = bytes;
  };
  const weight = weightOf(doc, epoch);
  // Stored again below, unless the write fails.
  weights.delete(doc);
  doc.on("update", keep);
  doc.clientID = epoch;
  try {
    doc.transact(() => {
      const tail = tailOf(doc);
      tail.push([...changes]);
      const surplus = add(weight, changes, bounds);
      if (surplus > 0) tail.delete(0, surplus);
    });
  } finally {
    // With this id still set, Yjs would report a conflict of ids at the next remote update.
    doc.clientID = ownId;
    doc.off("update", keep);
  }
  weights.set(doc, { ...weight, clock: Y.getState(doc.store, epoch) });
  return update ?? Y.encodeStateAsUpdate(doc, before);
}

/** The size of a tail: `sizes` of its changes in UTF-8 bytes, the oldest first, and their sum. */
interface Weight {
  epoch: number;
  /** The writer's Yjs clock. If it differs, another update was applied since. */
  clock: number;
  sizes: number[];
  bytes: number;
}

/** Measuring all 200 changes for each new one took 5 % of a message's cost. */
const weights = new WeakMap<Y.Doc, Weight>();

function weightOf(doc: Y.Doc, epoch: number): Weight {
  const known = weights.get(doc);
  const clock = Y.getState(doc.store, epoch);
  if (known?.epoch === epoch && known.clock === clock) return known;
  const sizes = readTail(doc).map(changeBytes);
  return { epoch, clock, sizes, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Adds changes. @returns how many of the oldest exceed the bounds. New changes always stay. */
function add(
  weight: Weight,
  changes: readonly Change[],
  bounds: { tailChanges: number; tailBytes: number },
): number {
  for (const change of changes) {
    const size = changeBytes(change);
    weight.sizes.push(size);
    weight.bytes += size;
  }
  const { sizes } = weight;
  let surplus = 0;
  while (
    sizes.length - surplus > changes.length &&
    (sizes.length - surplus > bounds.tailChanges || weight.bytes > bounds.tailBytes)
  ) {
    weight.bytes -= sizes[surplus] ?? 0;
    surplus += 1;
  }
  sizes.splice(0, surplus);
  return surplus;
}

/** UTF-8 bytes of a change as JSON. */
export function changeBytes(change: Change): number {
  return utf8Length(JSON.stringify(change));
}

/** Counts without encoding, because the server measures each change. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Half of a surrogate pair has two of the pair's four bytes.
    const isHalf = unit >= 0xd800 && unit <= 0xdfff;
    bytes += unit < 0x800 || isHalf ? 1 : 2;
  }
  return bytes;
}

/**
 * Calls `listener` with the changes that each transaction appended, in order; not with pruned ones.
 * @returns a function that stops it.
 */
export function observeTail(doc: Y.Doc, listener: (appended: Change[]) => void): () => void {
  const tail = tailOf(doc);
  const observer = (event: Y.YArrayEvent<Change>): void => {
    const appended: Change[] = [];
    for (const part of event.changes.delta) {
      if (Array.isArray(part.insert)) appended.push(...(part.insert as Change[]));
    }
    if (appended.length > 0) listener(appended);
  };
  tail.observe(observer);
  return () => {
    tail.unobserve(observer);
  };
}

/**
 * Where the cursor of a device stands after live changes: versions that follow it without a gap
 * advance it.
 * @returns the new cursor, and whether something between is missing and must be pulled.
 */
export function advanceCursor(
  cursor: number,
  versions: readonly number[],
): { cursor: number; gap: boolean } {
  let reached = cursor;
  for (const version of [...versions].sort((a, b) => a - b)) {
    if (version <= reached) continue;
    if (version !== reached + 1) return { cursor: reached, gap: true };
    reached = version;
  }
  return { cursor: reached, gap: false };
}
