import * as Y from "yjs";
import type { Struct, UpdateStructs } from "./update-structs.js";

/** An item's place: the name of its root and its key there (null in a text). */
export interface Place {
  root: string;
  key: string | null;
}

/**
 * Finds the places of an update's items. An item with neighbours names no parent and takes its
 * neighbour's place, which may be in the update or in the document.
 */
export class StructPlaces {
  private readonly found: (Place | undefined)[] = [];
  private readonly rootNames: Map<unknown, string>;
  private readonly doc: Y.Doc;
  private readonly update: UpdateStructs;

  constructor(doc: Y.Doc, update: UpdateStructs) {
    this.doc = doc;
    this.update = update;
    this.rootNames = new Map([...doc.share].map(([name, type]) => [type, name]));
  }

  /**
   * The place of the struct at `index`, whose neighbours must be looked up before. Undefined when
   * they have no place or different ones.
   */
  find(index: number, struct: Struct): Place | undefined {
    const place = struct instanceof Y.Item ? this.placeOf(struct) : undefined;
    this.found[index] = place;
    return place;
  }

  private placeOf(item: Y.Item): Place | undefined {
    // An item that is not yet integrated names its parent as a string.
    const parent: unknown = item.parent;
    if (typeof parent === "string") return { root: parent, key: item.parentSub };
    if (parent !== null) return undefined;
    const places = [item.origin, item.rightOrigin].flatMap((id) => (id ? [this.at(id)] : []));
    const [first, second = first] = places;
    return first && second && first.root === second.root && first.key === second.key
      ? first
      : undefined;
  }

  private at(id: Y.ID): Place | undefined {
    const index = this.update.indexOf(id);
    if (index !== undefined) return this.found[index];
    const item: Struct = Y.getItem(this.doc.store, id);
    if (!(item instanceof Y.Item)) return undefined;
    const root = this.rootNames.get(item.parent);
    return root === undefined ? undefined : { root, key: item.parentSub };
  }
}
