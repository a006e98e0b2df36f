import * as Y from "yjs";
import { limits } from "../limits/index.js";
import type { Change } from "./changes.js";

/**
 * The layout of a conversation room's document: one root, `log`, a Y.Array of plain JSON changes,
 * oldest first. Only this file knows it. Only the server writes, always with the room's epoch as
 * client id, so that the document is one straight line (DESIGN.md, "One writer, one id").
 */
const LOG = "log";

function logOf(doc: Y.Doc): Y.Array<Change> {
  return doc.getArray<Change>(LOG);
}

/** The changes in the tail, oldest first. A type that this program does not know is among them. */
export function readTail(doc: Y.Doc): Change[] {
  return logOf(doc).toArray();
}

/**
 * Appends `changes` and prunes the tail to its bounds, as `epoch`, in one transaction.
 * @returns the update's bytes (V1), to be stored and sent.
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
  doc.on("update", keep);
  doc.clientID = epoch;
  try {
    doc.transact(() => {
      const log = logOf(doc);
      log.push([...changes]);
      const surplus = surplusOf(log.toArray(), changes.length, bounds);
      if (surplus > 0) log.delete(0, surplus);
    });
  } finally {
    // Left set, Yjs takes the next remote update for a clash, logs and renames the client.
    doc.clientID = ownId;
    doc.off("update", keep);
  }
  return update ?? Y.encodeStateAsUpdate(doc, before);
}

/** How many of the oldest changes exceed the bounds; the `newest`, not sent yet, always stay. */
function surplusOf(
  tail: readonly Change[],
  newest: number,
  bounds: { tailChanges: number; tailBytes: number },
): number {
  let kept = 0;
  let bytes = 0;
  for (let index = tail.length - 1; index >= 0; index -= 1) {
    bytes += changeBytes(tail[index] as Change);
    if (kept >= newest && (kept >= bounds.tailChanges || bytes > bounds.tailBytes)) break;
    kept += 1;
  }
  return tail.length - kept;
}

const sizes = new WeakMap<Change, number>();

/** UTF-8 bytes of a change as JSON; entries of a Y.Array keep their identity, so it is kept. */
export function changeBytes(change: Change): number {
  const known = sizes.get(change);
  if (known !== undefined) return known;
  const size = utf8Length(JSON.stringify(change));
  sizes.set(change, size);
  return size;
}

/** Counts without encoding: on the server each change passes through here. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Half of a pair: two of its four bytes.
    const isHalf = unit >= 0xd800 && unit <= 0xdfff;
    bytes += unit < 0x800 || isHalf ? 1 : 2;
  }
  return bytes;
}

/**
 * Calls `listener` with the changes each transaction appended, in order, never with pruned ones.
 * @returns a function that ends it.
 */
export function observeTail(doc: Y.Doc, listener: (appended: Change[]) => void): () => void {
  const log = logOf(doc);
  const observer = (event: Y.YArrayEvent<Change>): void => {
    const appended: Change[] = [];
    for (const part of event.changes.delta) {
      if (Array.isArray(part.insert)) appended.push(...(part.insert as Change[]));
    }
    if (appended.length > 0) listener(appended);
  };
  log.observe(observer);
  return () => {
    log.unobserve(observer);
  };
}
