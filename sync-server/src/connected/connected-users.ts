interface Held<T> {
  connections: number;
  known: T;
  /** The reading that `known` is of. */
  reading: number;
  loading: Promise<void>;
}

/** What is known of somebody, where it comes from, and who is told. */
export interface Knowledge<T> {
  /** What holds of a user until it has been read. */
  unread: T;
  /** Reads it of users; whoever is missing from the answer is as `none` says. */
  read: (users: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  none: T;
  /** Called for each user that was read, with what was known of them and what is. */
  learn: (userId: string, before: T, now: T) => void;
}

/**
 * What rows say of those who are connected to this process, counted by connection: read when the
 * first comes, and again when told to; forgotten when the last has gone.
 */
export class ConnectedUsers<T> {
  private readonly held = new Map<string, Held<T>>();
  private readings = 0;
  private readonly knowledge: Knowledge<T>;

  constructor(knowledge: Knowledge<T>) {
    this.knowledge = knowledge;
  }

  /** What is known of a user; undefined of one who is not connected here. */
  of(userId: string): T | undefined {
    return this.held.get(userId)?.known;
  }

  /** Counts a connection of a user, of whom it is known when this resolves. */
  async enter(userId: string): Promise<void> {
    const held = this.held.get(userId);
    if (held) {
      held.connections += 1;
      return held.loading;
    }
    const fresh: Held<T> = {
      ...{ connections: 1, reading: 0, loading: Promise.resolve() },
      known: this.knowledge.unread,
    };
    this.held.set(userId, fresh);
    fresh.loading = this.reload([userId]);
    return fresh.loading;
  }

  leave(userId: string): void {
    const held = this.held.get(userId);
    if (!held) return;
    held.connections -= 1;
    if (held.connections === 0) this.held.delete(userId);
  }

  /**
   * Reads those of `users` who are connected here anew. Of readings that overlap the one that began
   * last counts, whichever is answered first: it has seen what made it begin.
   */
  async reload(users: Iterable<string> = this.held.keys()): Promise<void> {
    const here = [...users].filter((user) => this.held.has(user));
    if (here.length === 0) return;
    const { read, none, learn } = this.knowledge;
    this.readings += 1;
    const reading = this.readings;
    const found = await read(here);
    for (const user of here) {
      const held = this.held.get(user);
      if (!held || held.reading > reading) continue;
      const before = held.known;
      held.reading = reading;
      held.known = found.get(user) ?? none;
      learn(user, before, held.known);
    }
  }
}
