import { RetriedWork } from "../retry/index.js";

interface Held<T> {
  connections: number;
  known: T;
  /** The reading that `known` is of; 0: none yet. */
  reading: number;
}

/** What is known of a user, where it comes from, and what follows from a change. */
export interface Knowledge<T> {
  /** What holds of a user until it has been read. */
  unread: T;
  /** Reads it of users; whoever is missing from the answer is as `none` says. */
  read: (users: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  none: T;
  /** Called for each user that was read again, with what was known of them and what is. */
  learn: (userId: string, before: T, now: T) => void;
  /** Called for each time that users could not be read again; it is retried. */
  onFailure: (error: unknown) => void;
}

/**
 * What rows say of those who are connected to this process, counted by connection: read in the
 * handshake, and again when a hint or the change feed says so; forgotten with the last connection.
 */
export class ConnectedUsers<T> {
  private readonly held = new Map<string, Held<T>>();
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

  /** What is known of a user; undefined of one who is not connected here. */
  of(userId: string): T | undefined {
    return this.held.get(userId)?.known;
  }

  /** Whether it was read while the user is connected. */
  isKnown(userId: string): boolean {
    return (this.held.get(userId)?.reading ?? 0) > 0;
  }

  /** Counts a connection of a user. @returns a number for what the handshake reads from now on. */
  enter(userId: string): number {
    const held = this.held.get(userId);
    if (held) held.connections += 1;
    else this.held.set(userId, { connections: 1, reading: 0, known: this.knowledge.unread });
    return this.beginReading();
  }

  /** Takes what a handshake read. Nobody was shown anything before, so nobody is told. */
  set(userId: string, reading: number, known: T): void {
    const held = this.held.get(userId);
    if (!held || held.reading > reading) return;
    const isFirst = held.reading === 0;
    const before = held.known;
    held.reading = reading;
    held.known = known;
    if (!isFirst) this.knowledge.learn(userId, before, known);
  }

  leave(userId: string): void {
    const held = this.held.get(userId);
    if (!held) return;
    held.connections -= 1;
    if (held.connections === 0) this.held.delete(userId);
  }

  /** Everybody who is connected here. */
  get users(): string[] {
    return [...this.held.keys()];
  }

  /**
   * Reads those of `users` who are connected here again. Of readings that overlap the one that
   * began last counts, whichever is answered first: it has seen what made it begin.
   */
  async reload(users: Iterable<string>): Promise<void> {
    const here = [...new Set(users)].filter((user) => this.held.has(user));
    if (here.length === 0) return;
    const reading = this.beginReading();
    const { read, none } = this.knowledge;
    const found = await read(here);
    for (const user of here) this.set(user, reading, found.get(user) ?? none);
  }

  /** The same, without waiting for it; retried until it succeeds. */
  reloadSoon(users: Iterable<string>): void {
    for (const user of users) if (this.held.has(user)) this.outdated.add(user);
    if (this.outdated.size > 0) this.reloading.begin();
  }

  private async reloadOutdated(): Promise<void> {
    const users = [...this.outdated];
    this.outdated.clear();
    try {
      await this.reload(users);
    } catch (error) {
      for (const user of users) if (this.held.has(user)) this.outdated.add(user);
      throw error;
    }
  }

  private beginReading(): number {
    this.readings += 1;
    return this.readings;
  }
}
