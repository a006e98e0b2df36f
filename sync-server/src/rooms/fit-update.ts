import type { Limits } from "@rally/shared/limits";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import type { Struct } from "./update-structs.js";

export interface DeleteRange {
  clock: number;
  len: number;
}

/** Structs that are merged before somebody else may have the event loop; a guess, corrected. */
const FIRST_STEP = 64;
const LARGEST_STEP = 2_048;
/** A step that took longer is followed by shorter ones. */
const STEP_MS = 4;

/**
 * An update that was judged, ready to be merged step by step. It is written anew from what was
 * judged, so that nothing else than that is ever applied.
 */
export class FitUpdate {
  /** Structs in an order in which each can be merged. */
  private readonly structs: readonly Struct[];
  private readonly deleted: readonly { client: number; range: DeleteRange }[];

  constructor(structs: readonly Struct[], deleted: ReadonlyMap<number, readonly DeleteRange[]>) {
    this.structs = structs;
    this.deleted = [...deleted].flatMap(([client, ranges]) =>
      ranges.map((range) => ({ client, range })),
    );
  }

  /**
   * Merges it into `doc`, a step each time it is asked to go on.
   * @throws whatever Yjs does; the document is then to be thrown away.
   */
  *applyTo(doc: Y.Doc): Generator<undefined, void> {
    let [at, size] = [0, FIRST_STEP];
    const all = this.structs.length + this.deleted.length;
    while (at < all) {
      const began = performance.now();
      Y.applyUpdate(doc, this.encode(at, at + size));
      at += size;
      const took = performance.now() - began;
      size = took > STEP_MS ? Math.max(1, size >> 2) : Math.min(LARGEST_STEP, size * 2);
      if (at < all) yield;
    }
  }

  /** The part from `start` to `end`, of the structs and behind them of what is deleted. */
  private encode(start: number, end: number): Uint8Array {
    const encoder = new Y.UpdateEncoderV1();
    const { length } = this.structs;
    const blocks = byClient(this.structs.slice(start, end), ({ id }) => id.client);
    encoding.writeVarUint(encoder.restEncoder, blocks.size);
    for (const [client, own] of blocks) {
      encoding.writeVarUint(encoder.restEncoder, own.length);
      encoder.writeClient(client);
      encoding.writeVarUint(encoder.restEncoder, own[0]?.id.clock ?? 0);
      for (const struct of own) struct.write(encoder, 0);
    }
    const deleted = this.deleted.slice(Math.max(0, start - length), Math.max(0, end - length));
    const ranges = byClient(deleted, ({ client }) => client);
    encoding.writeVarUint(encoder.restEncoder, ranges.size);
    for (const [client, own] of ranges) {
      encoder.resetDsCurVal();
      encoding.writeVarUint(encoder.restEncoder, client);
      encoding.writeVarUint(encoder.restEncoder, own.length);
      for (const { range } of own) {
        encoder.writeDsClock(range.clock);
        encoder.writeDsLen(range.len);
      }
    }
    return encoder.toUint8Array();
  }
}

function byClient<T>(all: readonly T[], clientOf: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const own = groups.get(clientOf(one));
    if (own) own.push(one);
    else groups.set(clientOf(one), [one]);
  }
  return groups;
}

/** Ranges as Yjs writes them: in order, and none over another, which would be walked twice. */
export function sortedRanges(ranges: readonly DeleteRange[]): DeleteRange[] {
  const sorted: DeleteRange[] = [];
  for (const { clock, len } of ranges.toSorted((a, b) => a.clock - b.clock)) {
    const last = sorted.at(-1);
    if (last && clock <= last.clock + last.len) {
      last.len = Math.max(last.len, clock + len - last.clock);
    } else {
      sorted.push({ clock, len });
    }
  }
  return sorted;
}

export type UpdateBounds = Pick<Limits, "updateClients" | "updateStructs" | "updateSiblings">;
