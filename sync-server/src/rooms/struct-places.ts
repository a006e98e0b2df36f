import * as Y from "yjs";

export type Struct = Y.Item | Y.GC | Y.Skip;

/** Where an item stands: the root's name, and the key within it (null in a text). */
export interface Place {
  root: string;
  key: string | null;
}

/**
 * Finds where the items of an update would stand. An item beside others names no parent and takes
 * its neighbour's place, which may be in the update, in any order, or in the document.
 */
export class StructPlaces {
  private readonly byClient = new Map<number, Struct[]>();
  private readonly found = new Map<Struct, Place | undefined>();
  private readonly rootNames: Map<unknown, string>;
  private readonly doc: Y.Doc;

  /** `structs` as they were decoded: each client's in the order of its clock. */
  constructor(doc: Y.Doc, structs: readonly Struct[]) {
    this.doc = doc;
    this.rootNames = new Map([...doc.share].map(([name, type]) => [type, name]));
    for (const struct of structs) {
      const own = this.byClient.get(struct.id.client) ?? [];
      own.push(struct);
      this.byClient.set(struct.id.client, own);
    }
  }

  /** The item's place; undefined where its neighbours have none, or stand in different ones. */
  of(item: Y.Item): Place | undefined {
    const path: Y.Item[] = [];
    let current: Y.Item | undefined = item;
    // Neighbour by neighbour without recursion: hostile chains are long, and may bite their tail.
    while (current && !this.found.has(current)) {
      this.found.set(current, undefined);
      path.push(current);
      const next = this.unresolved(current);
      current = next;
    }
    for (const step of path.reverse()) this.found.set(step, this.resolve(step));
    return this.found.get(item);
  }

  /** The first neighbour within the update whose place is not known yet. */
  private unresolved(item: Y.Item): Y.Item | undefined {
    for (const id of [item.origin, item.rightOrigin]) {
      const struct = id && this.inUpdate(id);
      if (struct instanceof Y.Item && !this.found.has(struct)) return struct;
    }
    return undefined;
  }

  private resolve(item: Y.Item): Place | undefined {
    // Not yet integrated, an item names its parent by text.
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
    const struct = this.inUpdate(id);
    if (struct) return struct instanceof Y.Item ? this.of(struct) : undefined;
    const held: Struct = Y.getItem(this.doc.store, id);
    if (!(held instanceof Y.Item)) return undefined;
    const root = this.rootNames.get(held.parent);
    return root === undefined ? undefined : { root, key: held.parentSub };
  }

  private inUpdate(id: Y.ID): Struct | undefined {
    const structs = this.byClient.get(id.client) ?? [];
    let [low, high] = [0, structs.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const struct = structs[middle];
      if (!struct) return undefined;
      if (id.clock < struct.id.clock) high = middle - 1;
      else if (id.clock >= struct.id.clock + struct.length) low = middle + 1;
      else return struct;
    }
    return undefined;
  }
}
