import * as Y from "yjs";

export type Struct = Y.Item | Y.GC | Y.Skip;

/** The structs of one update: found by id, and sorted so that each can be merged. */
export class UpdateStructs {
  private readonly structs: readonly Struct[];
  /** The range of each client's structs, which are sorted by clock. */
  private readonly blocks = new Map<number, { start: number; end: number }>();
  /** The reason why Yjs would not write these structs, if there is one. */
  readonly flaw: string | undefined;

  /** @param structs in the order they were decoded. */
  constructor(structs: readonly Struct[]) {
    this.structs = structs;
    this.flaw = this.readBlocks();
  }

  get clients(): number {
    return this.blocks.size;
  }

  /** The index of the struct that contains `id`. */
  indexOf(id: Y.ID): number | undefined {
    const block = this.blocks.get(id.client);
    if (!block) return undefined;
    let [low, high] = [block.start, block.end - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const struct = this.structs[middle];
      if (!struct) return undefined;
      if (id.clock < struct.id.clock) high = middle - 1;
      else if (id.clock >= struct.id.clock + struct.length) low = middle + 1;
      else return middle;
    }
    return undefined;
  }

  /**
   * The indexes of all structs, each after those it refers to. Iterative, because hostile chains
   * are long.
   * @returns undefined when structs wait for each other, which no merge could resolve.
   */
  inOrder(): number[] | undefined {
    const order: number[] = [];
    const state = new Uint8Array(this.structs.length);
    for (let first = 0; first < this.structs.length; first += 1) {
      const path = state[first] === DONE ? [] : [first];
      while (path.length > 0) {
        const index = path[path.length - 1] ?? 0;
        state[index] = OPEN;
        const needed = this.neighbours(index).filter((neighbour) => state[neighbour] !== DONE);
        if (needed.some((neighbour) => state[neighbour] === OPEN)) return undefined;
        const [next] = needed;
        if (next !== undefined) path.push(next);
        else {
          state[index] = DONE;
          order.push(index);
          path.pop();
        }
      }
    }
    return order;
  }

  /** The structs of this update that the struct at `index` refers to. */
  private neighbours(index: number): number[] {
    const struct = this.structs[index];
    if (!struct) return [];
    const before = this.structs[index - 1];
    const found = before?.id.client === struct.id.client ? [index - 1] : [];
    if (!(struct instanceof Y.Item)) return found;
    for (const id of [struct.origin, struct.rightOrigin]) {
      const neighbour = id ? this.indexOf(id) : undefined;
      if (neighbour !== undefined) found.push(neighbour);
    }
    return found;
  }

  private readBlocks(): string | undefined {
    let before: Struct | undefined;
    for (const [index, struct] of this.structs.entries()) {
      const { client, clock } = struct.id;
      if (struct.length <= 0 || clock + struct.length > LAST_CLOCK) return "a clock out of reach";
      if (before?.id.client === client) {
        if (before.id.clock + before.length !== clock) return "a client twice";
        (this.blocks.get(client) as { end: number }).end = index + 1;
      } else if (this.blocks.has(client)) {
        return "a client twice";
      } else {
        this.blocks.set(client, { start: index, end: index + 1 });
      }
      before = struct;
    }
    return undefined;
  }
}

const OPEN = 1;
const DONE = 2;

/**
 * Characters that one page load may write. Beyond this, arithmetic with clocks is no longer exact.
 */
const LAST_CLOCK = 2 ** 48;
