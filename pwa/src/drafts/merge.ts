import * as Y from "yjs";
import { commonWords, wordsOf } from "./common-words.js";
import { differenceOf } from "./difference.js";

/** Changes `text` to `wanted` by the smallest replacement. */
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
 * Merges two texts that are both based on `base`: the change of each side, then both together.
 * `base` may be older than the last common text; changes that both sides made since are applied
 * once.
 */
export function mergeTexts(base: string, ours: string, theirs: string): string {
  if (ours === theirs || ours === base) return theirs;
  if (theirs === base) return ours;
  // One text continues the other: typing in progress.
  const insertion = differenceOf(theirs, ours);
  if (insertion?.remove === 0) return ours;
  if (insertion?.insert === "") return theirs;
  return mergeWords(base, ours, theirs) ?? mergeChanges(base, ours, theirs);
}

/** Joins the words of both sides; a word of `base` that one side lacks was deleted there. */
function mergeWords(base: string, ours: string, theirs: string): string | undefined {
  const [left, right, before] = [wordsOf(theirs), wordsOf(ours), wordsOf(base)];
  const both = commonWords(left, right);
  const old = [commonWords(before, left), commonWords(before, right)] as const;
  if (!both || !old[0] || !old[1]) return undefined;
  const [oldLeft, oldRight] = old.map((pairs) => new Set(pairs?.map(([, at]) => at)));
  const merged: string[] = [];
  let [atLeft, atRight] = [0, 0];
  for (const [nextLeft, nextRight] of [...both, [left.length, right.length] as const]) {
    merged.push(...left.slice(atLeft, nextLeft).filter((_, at) => !oldLeft?.has(atLeft + at)));
    merged.push(...right.slice(atRight, nextRight).filter((_, at) => !oldRight?.has(atRight + at)));
    merged.push(left[nextLeft] ?? "");
    [atLeft, atRight] = [nextLeft + 1, nextRight + 1];
  }
  return merged.join("");
}

/** The change of each side to `base`, then both together. */
function mergeChanges(base: string, ours: string, theirs: string): string {
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
