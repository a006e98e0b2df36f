interface Waiting<K, V> {
  key: K;
  resolve: (value: V) => void;
  reject: (error: unknown) => void;
}

/** Milliseconds from the start of one query to that of the next, so that more callers share it. */
const SPACING_MS = 8;

/**
 * Reads for many callers in one query: while a query is under way, and for a moment after it began,
 * further callers wait and share the next one. A lone caller is read at once; a thousand that come
 * one after the other make a few queries.
 */
export class Batching<K, V> {
  private waiting: Waiting<K, V>[] = [];
  private running = 0;
  private startedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private readonly read: (keys: readonly K[]) => Promise<readonly V[]>;
  private readonly bounds: { atOnce: number; most: number };

  /**
   * @param read Answers each key's value in the keys' order.
   * @param bounds How many queries run at once, and how many keys one has at most.
   */
  constructor(
    read: (keys: readonly K[]) => Promise<readonly V[]>,
    bounds: { atOnce: number; most: number } = { atOnce: 1, most: 500 },
  ) {
    this.read = read;
    this.bounds = bounds;
  }

  /** @throws what the query throws, to every caller that shared it. */
  get(key: K): Promise<V> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      // Keys that are requested in the same iteration of the event loop share a query.
      if (this.waiting.length === 1) setImmediate(() => this.schedule());
    });
  }

  /** Starts the next query: at once when it is full or the last one began some time ago. */
  private schedule(): void {
    if (this.timer || this.waiting.length === 0) return;
    const wait = this.startedAt + SPACING_MS - performance.now();
    if (wait <= 0 || this.waiting.length >= this.bounds.most) {
      void this.next();
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.next();
    }, wait);
  }

  private async next(): Promise<void> {
    if (this.running >= this.bounds.atOnce || this.waiting.length === 0) return;
    this.startedAt = performance.now();
    const batch = this.waiting.splice(0, this.bounds.most);
    this.running += 1;
    this.schedule();
    try {
      const values = await this.read(batch.map(({ key }) => key));
      for (const [index, { resolve }] of batch.entries()) resolve(values[index] as V);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running -= 1;
    }
    this.schedule();
  }
}

/** One `Batching` for each database, so that all rooms of a process share its queries. */
export function batchingOver<D extends object, K, V>(
  read: (database: D, keys: readonly K[]) => Promise<readonly V[]>,
  bounds?: { atOnce: number; most: number },
): (database: D, key: K) => Promise<V> {
  const known = new WeakMap<D, Batching<K, V>>();
  return (database, key) => {
    const batching =
      known.get(database) ?? new Batching<K, V>((keys) => read(database, keys), bounds);
    known.set(database, batching);
    return batching.get(key);
  };
}
