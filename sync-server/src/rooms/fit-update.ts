import type { Limits } from "@rally/shared/limits";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import type { Struct } from "./update-structs.js";

export interface DeleteRange {
  clock: number;
  len: number;
}

/**
 * Structs merged before the event loop runs other work. An initial guess, corrected by measurement.
 */
const FIRST_STEP = 64;
const LARGEST_STEP = 2_048;
/** A longer step makes the following ones shorter. */
const STEP_MS = 4;

/**
 * An update that was judged and can be merged step by step. It is encoded again from the judged
 * structs, so that nothing else is ever applied.
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
   * Merges the update into `doc`, one step per iteration.
   * @throws Yjs's error. The document must then be discarded.
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

  /** Encodes a part: the structs from `start` to `end`, counted on into the deleted ranges. */
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

/** Ranges as Yjs writes them: sorted, without overlaps, which Yjs would traverse twice. */
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
