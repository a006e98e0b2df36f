import { RetriedWork } from "../scheduling/index.js";

/** The cached value of a connected user. */
interface CacheEntry<T> {
  connections: number;
  known: T;
  /** The reading that `known` is of; 0: none yet. */
  reading: number;
}

/** A value per user: its default, how to read it, and the reaction to a change. */
export interface Knowledge<T> {
  /** The value of a user until it has been read. */
  unread: T;
  /** Reads the values of users; a user who is missing from the result has the value `none`. */
  read: (users: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  none: T;
  /** Called for each user that was read again, with the previous and the current value. */
  learn: (userId: string, before: T, now: T) => void;
  /** Called after each failed read, which is retried. */
  onFailure: (error: unknown) => void;
}

/**
 * Values from rows of the users who are connected to this process. They are read in the handshake and
 * after a hint or an entry of the change feed, and dropped with the user's last connection.
 */
export class ConnectedUsers<T> {
  private readonly cache = new Map<string, CacheEntry<T>>();
  private readings = 0;
  /** Users to be read again soon. */
  private readonly outdated = new Set<string>();
  private readonly reloading: RetriedWork;
  private readonly knowledge: Knowledge<T>;

  constructor(knowledge: Knowledge<T>) {
    this.knowledge = knowledge;
    this.reloading = new RetriedWork(
      () => this.reloadOutdated(),
      () => this.outdated.size > 0,
      knowledge.onFailure,
    );
  }

  /** The cached value of a user. Undefined when the user is not connected here. */
  of(userId: string): T | undefined {
    return this.cache.get(userId)?.known;
  }

  /** Whether the value was read while the user is connected. */
  isKnown(userId: string): boolean {
    return (this.cache.get(userId)?.reading ?? 0) > 0;
  }

  /** Counts a connection of a user. @returns a number for what the handshake reads from now on. */
  enter(userId: string): number {
    const entry = this.cache.get(userId);
    if (entry) entry.connections += 1;
    else this.cache.set(userId, { connections: 1, reading: 0, known: this.knowledge.unread });
    return this.beginReading();
  }

  /** Stores the value that a handshake read. The first one calls no listener: nothing was shown before. */
  set(userId: string, reading: number, known: T): void {
    const entry = this.cache.get(userId);
    if (!entry || entry.reading > reading) return;
    const isFirst = entry.reading === 0;
    const before = entry.known;
    entry.reading = reading;
    entry.known = known;
    if (!isFirst) this.knowledge.learn(userId, before, known);
  }

  leave(userId: string): void {
    const entry = this.cache.get(userId);
    if (!entry) return;
    entry.connections -= 1;
    if (entry.connections === 0) this.cache.delete(userId);
  }

  /** All users who are connected here. */
  get users(): string[] {
    return [...this.cache.keys()];
  }

  /**
   * Reads those of `users` who are connected here again. Of readings that overlap the one that
   * began last counts, whichever is answered first: it has seen what made it begin.
   */
  async reload(users: Iterable<string>): Promise<void> {
    const here = [...new Set(users)].filter((user) => this.cache.has(user));
    if (here.length === 0) return;
    const reading = this.beginReading();
    const { read, none } = this.knowledge;
    const found = await read(here);
    for (const user of here) this.set(user, reading, found.get(user) ?? none);
  }

  /** Reloads in the background, with retries until it succeeds. */
  reloadSoon(users: Iterable<string>): void {
    for (const user of users) if (this.cache.has(user)) this.outdated.add(user);
    if (this.outdated.size > 0) this.reloading.begin();
  }

  private async reloadOutdated(): Promise<void> {
    const users = [...this.outdated];
    this.outdated.clear();
    try {
      await this.reload(users);
    } catch (error) {
      for (const user of users) if (this.cache.has(user)) this.outdated.add(user);
      throw error;
    }
  }

  private beginReading(): number {
    this.readings += 1;
    return this.readings;
  }
}
