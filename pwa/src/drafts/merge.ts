import * as Y from "yjs";
import { differenceOf } from "./difference.js";

/** Makes `text` say `wanted` by the smallest change. */
export function rewrite(text: Y.Text, wanted: string, caret?: number, origin?: unknown): void {
  const difference = differenceOf(text.toJSON(), wanted, caret);
  if (!difference) return;
  const { index, remove, insert } = difference;
  const change = (): void => {
    if (remove > 0) text.delete(index, remove);
    if (insert) text.insert(index, insert);
  };
  if (text.doc) text.doc.transact(change, origin);
  else change();
}

/**
 * Merges two texts that both come from `base`, as two devices would have: each one's change on
 * its own, then both together.
 */
export function mergeTexts(base: string, ours: string, theirs: string): string {
  if (ours === theirs || ours === base) return theirs;
  if (theirs === base) return ours;
  const origin = new Y.Doc();
  origin.getText().insert(0, base);
  const start = Y.encodeStateAsUpdate(origin);
  const [left, right] = [theirs, ours].map((text) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, start);
    rewrite(doc.getText(), text);
    return doc;
  }) as [Y.Doc, Y.Doc];
  Y.applyUpdate(left, Y.encodeStateAsUpdate(right));
  return left.getText().toJSON();
}
