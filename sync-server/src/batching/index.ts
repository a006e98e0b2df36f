interface Waiting<K, V> {
  key: K;
  resolve: (value: V) => void;
  reject: (error: unknown) => void;
}

/**
 * Reads for many callers in one query: while a query is under way, further callers wait and share
 * the next one. So a lone caller waits for nobody, and a thousand of them make a few queries.
 */
export class Batching<K, V> {
  private waiting: Waiting<K, V>[] = [];
  private running = 0;
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
      // What is asked for in the same turn goes together.
      if (this.waiting.length === 1) setImmediate(() => void this.next());
    });
  }

  private async next(): Promise<void> {
    if (this.running >= this.bounds.atOnce || this.waiting.length === 0) return;
    const batch = this.waiting.splice(0, this.bounds.most);
    this.running += 1;
    void this.next();
    try {
      const values = await this.read(batch.map(({ key }) => key));
      for (const [index, { resolve }] of batch.entries()) resolve(values[index] as V);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running -= 1;
    }
    void this.next();
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
