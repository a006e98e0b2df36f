import { userRoomRoot } from "@rally/shared/rooms";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { StructPlaces, type Struct } from "./struct-places.js";

/**
 * What bytes from a device are, before anything is applied: `apply` when they fit the room's
 * layout and follow what it holds; `gap` when something before them is missing (honest typing
 * before the first sync makes one); `refused` otherwise, with the reason.
 */
export type UpdateVerdict = "apply" | "empty" | "gap" | { refused: string };

/** Clients in one update: each page load is one, so a long offline spell has some dozens. */
const CLIENTS = 2_000;

interface DeleteRange {
  clock: number;
  len: number;
}

/** Judges a V1 update (bytes of unknown origin) against the room's document. */
export function judgeUserUpdate(doc: Y.Doc, bytes: Uint8Array): UpdateVerdict {
  const update = decodeWhole(bytes);
  if ("refused" in update) return update;
  const { structs, deleted } = update;
  if (structs.length === 0 && deleted.size === 0) return "empty";
  const verdict = follows(doc, structs, deleted);
  if (verdict !== "apply") return verdict;
  const places = new StructPlaces(doc, structs);
  for (const struct of structs) {
    const refusal = refusalOf(struct, places);
    if (refusal) return { refused: refusal };
  }
  return "apply";
}

interface Decoded {
  structs: Struct[];
  deleted: Map<number, DeleteRange[]>;
}

/** Parses an update to its last byte, applying nothing. */
function decodeWhole(bytes: Uint8Array): Decoded | { refused: string } {
  let rest: decoding.Decoder | undefined;
  class WatchedDecoder extends Y.UpdateDecoderV1 {
    constructor(decoder: decoding.Decoder) {
      super(decoder);
      rest = decoder;
    }
  }
  try {
    const decoded = Y.decodeUpdateV2(bytes, WatchedDecoder);
    if (rest && decoding.hasContent(rest)) return { refused: "bytes left over" };
    return { structs: decoded.structs, deleted: decoded.ds.clients };
  } catch (error) {
    return { refused: `no update: ${error instanceof Error ? error.message : "unreadable"}` };
  }
}

/** Why a struct has no place in a user's room, if so. */
function refusalOf(struct: Struct, places: StructPlaces): string | undefined {
  if (!(struct instanceof Y.Item)) return struct instanceof Y.Skip ? undefined : "a foreign struct";
  const place = places.of(struct);
  if (!place) return "a nested type, or nowhere";
  const root = userRoomRoot(place.root);
  const { content } = struct;
  if (root === undefined) return "an unknown root";
  if ((root === "settings") !== (place.key !== null)) return "a wrong place in a root";
  if (content instanceof Y.ContentDeleted) return undefined;
  if (content instanceof Y.ContentString) {
    return root === "settings" ? "a text in the settings" : undefined;
  }
  if (content instanceof Y.ContentAny) {
    if (root === "draft") return "a value in a draft";
    const plain = content.arr.every((value) => value === null || typeof value !== "object");
    return plain ? undefined : "a nested value";
  }
  return "content of an unknown kind";
}

/** Whether all that an update refers to is in the document or in the update itself. */
function follows(
  doc: Y.Doc,
  structs: readonly Struct[],
  deleted: ReadonlyMap<number, readonly DeleteRange[]>,
): UpdateVerdict {
  const known = new Map<number, number>();
  const reach = (client: number): number => known.get(client) ?? Y.getState(doc.store, client);
  for (const struct of structs) {
    if (struct instanceof Y.Skip) return "gap";
    const { client, clock } = struct.id;
    if (clock > reach(client)) return "gap";
    known.set(client, Math.max(reach(client), clock + struct.length));
    if (known.size > CLIENTS) return { refused: "too many clients" };
  }
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    for (const id of [struct.origin, struct.rightOrigin]) {
      if (!id) continue;
      // What a client wrote refers to what it wrote before; Yjs takes that for granted and fails.
      if (id.client === struct.id.client && id.clock >= struct.id.clock) {
        return { refused: "a struct ahead of itself" };
      }
      if (id.clock >= reach(id.client)) return "gap";
    }
  }
  for (const [client, ranges] of deleted) {
    for (const { clock, len } of ranges) if (clock + len > reach(client)) return "gap";
  }
  return "apply";
}

/** Whether Yjs holds something back for want of what comes before it: a copy to throw away. */
export function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}
