import { limits } from "@rally/shared/limits";
import { userRoomRoot } from "@rally/shared/rooms";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { BoundedDecoder, UpdateTooLarge } from "./bounded-decoder.js";
import { type DeleteRange, FitUpdate, sortedRanges, type UpdateBounds } from "./fit-update.js";
import { isForeignWriter } from "./generation.js";
import { StructPlaces, type Place } from "./struct-places.js";
import { type Struct, UpdateStructs } from "./update-structs.js";

/**
 * The verdict on a device's bytes before anything is applied. A FitUpdate can be merged: it fits
 * the room's layout and follows its content. `gap`: an earlier update is missing (typing before the
 * first sync causes one). `stale`: the update is of another generation or exceeds what one merge
 * may process, so the device must carry its text over without the past. `refused`: any other flaw,
 * with the reason.
 */
export type UpdateVerdict = FitUpdate | "empty" | "gap" | "stale" | { refused: string };

/** Judges a V1 update (bytes of unknown origin) against the room's document. */
export function judgeUserUpdate(
  doc: Y.Doc,
  bytes: Uint8Array,
  bounds: UpdateBounds = limits,
): UpdateVerdict {
  const update = decodeWhole(bytes, bounds);
  if (update === "stale" || "refused" in update) return update;
  const { structs, deleted } = update;
  if (structs.length === 0 && deleted.size === 0) return "empty";
  const index = new UpdateStructs(structs);
  const verdict = follows(doc, structs, deleted);
  if (verdict) return verdict;
  if (index.flaw !== undefined) return { refused: index.flaw };
  const order = index.inOrder();
  if (!order) return { refused: "structs that wait for each other" };
  const refused = refusalIn(doc, structs, index, order, bounds);
  if (refused !== undefined) return { refused };
  const fresh = order.flatMap((at) => {
    const struct = structs[at];
    return struct && !isApplied(doc, struct) ? [struct] : [];
  });
  return new FitUpdate(fresh, deleted);
}

interface Decoded {
  structs: Struct[];
  deleted: Map<number, DeleteRange[]>;
}

/**
 * Parses an update to its last byte, applying nothing.
 * @returns `stale` as soon as the update exceeds the clients, structs or deleted ranges that one
 * merge may process. Its text is better carried over without the past.
 */
function decodeWhole(
  bytes: Uint8Array,
  bounds: UpdateBounds,
): Decoded | "stale" | { refused: string } {
  let rest: decoding.Decoder | undefined;
  class Decoder extends BoundedDecoder {
    constructor(decoder: decoding.Decoder) {
      super(decoder, bounds);
      rest = decoder;
    }
  }
  try {
    const { structs, ds } = Y.decodeUpdateV2(bytes, Decoder);
    if (rest && decoding.hasContent(rest)) return { refused: "bytes left over" };
    const deleted = [...ds.clients].map(([client, ranges]): [number, DeleteRange[]] => [
      client,
      sortedRanges(ranges),
    ]);
    return { structs, deleted: new Map(deleted) };
  } catch (error) {
    if (error instanceof UpdateTooLarge) return "stale";
    // Truncated, too deep, or no update. The parser's message is dropped, as it may repeat content.
    return { refused: "no update" };
  }
}

/** The reason why a struct does not fit a user's room, if there is one. */
function refusalIn(
  doc: Y.Doc,
  structs: readonly Struct[],
  index: UpdateStructs,
  order: readonly number[],
  bounds: UpdateBounds,
): string | undefined {
  const places = new StructPlaces(doc, index);
  const siblings = new Map<string, number>();
  for (const at of order) {
    const struct = structs[at];
    if (!(struct instanceof Y.Item)) return "a foreign struct";
    const place = places.find(at, struct);
    const refusal = refusalOf(struct, place);
    if (refusal !== undefined) return refusal;
    const between = JSON.stringify([place, struct.origin, struct.rightOrigin]);
    const count = (siblings.get(between) ?? 0) + 1;
    if (count > bounds.updateSiblings) return "too many structs in one place";
    siblings.set(between, count);
  }
  return undefined;
}

function refusalOf({ content }: Y.Item, place: Place | undefined): string | undefined {
  if (!place) return "a nested type, or nowhere";
  const root = userRoomRoot(place.root);
  if (root === undefined) return "an unknown root";
  if ((root === "settings") !== (place.key !== null)) return "a wrong place in a root";
  if (content instanceof Y.ContentDeleted) return undefined;
  if (content instanceof Y.ContentString) {
    return root === "settings" ? "a text in the settings" : undefined;
  }
  if (content instanceof Y.ContentAny) {
    if (root === "draft") return "a value in a draft";
    return content.arr.every(isPlain) ? undefined : "a value that is not plain";
  }
  return "content of an unknown kind";
}

/** Whether a value is one that JSON can hold: no `undefined` and no big integer. */
function isPlain(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** The reason why an update does not follow the document's content and its own, if there is one. */
function follows(
  doc: Y.Doc,
  structs: readonly Struct[],
  deleted: ReadonlyMap<number, readonly DeleteRange[]>,
): "gap" | "stale" | { refused: string } | undefined {
  const known = new Map<number, number>();
  const reach = (client: number): number => known.get(client) ?? Y.getState(doc.store, client);
  for (const struct of structs) {
    if (struct instanceof Y.Skip) return "gap";
    const { client, clock } = struct.id;
    if (!isApplied(doc, struct) && isForeignWriter(client)) return "stale";
    if (clock > reach(client)) return "gap";
    known.set(client, Math.max(reach(client), clock + struct.length));
  }
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    for (const id of [struct.origin, struct.rightOrigin]) {
      if (!id) continue;
      // A client's struct refers to its own earlier ones. Yjs assumes this and fails otherwise.
      if (id.client === struct.id.client && id.clock >= struct.id.clock) {
        return { refused: "a struct ahead of itself" };
      }
      if (id.clock >= reach(id.client)) return "gap";
    }
  }
  for (const [client, ranges] of deleted) {
    const last = ranges.at(-1);
    if (last && last.clock + last.len > reach(client)) return "gap";
  }
  return undefined;
}

/** Whether the document contains the struct already. */
function isApplied(doc: Y.Doc, { id, length }: Struct): boolean {
  return id.clock + length <= Y.getState(doc.store, id.client);
}

/** Whether Yjs holds back structs that lack a predecessor. The copy must then be discarded. */
export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}
