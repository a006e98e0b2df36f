import type { Limits } from "@rally/shared/limits";
import type { Presence } from "@rally/shared/people";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { Batching } from "../scheduling/index.js";
import type { Blocks } from "../blocks/index.js";
import { watchedPeople, type PresenceRegistry } from "../presence/index.js";
import type { UserRoom } from "./user-room.js";

interface Reader {
  room: UserRoom;
  people: ReadonlySet<string>;
}

/** The people whose presence each user of this process receives: friends and partners [S14]. */
export class WatchedPresence {
  private readonly readers = new Map<string, Reader>();
  private readonly byPerson = new Map<string, Set<Reader>>();
  /** Users whose friends or partners may have changed. */
  private readonly stale = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  /** Rooms that are opened at the same time share a query. */
  private readonly following = new Batching<string, undefined>(async (users) => {
    await this.read(users);
    return users.map(() => undefined);
  });
  private readonly context: {
    database: Database;
    limits: Limits;
    logger: Logger;
    blocks: Blocks;
    presence: PresenceRegistry;
  };

  constructor(context: WatchedPresence["context"]) {
    this.context = context;
  }

  /** Starts to send presence to a room, or reads its people again. */
  async follow(room: UserRoom): Promise<void> {
    // A room that failed to load or was unloaded is a different object than the next one.
    if (this.readers.get(room.id)?.room !== room) {
      this.forget(room.id);
      this.readers.set(room.id, { room, people: new Set() });
    }
    await this.following.get(room.id);
  }

  /** A user's rows changed: the server soon reads their people again, batched with other users. */
  again(userId: string): void {
    if (!this.readers.has(userId)) return;
    this.stale.add(userId);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const users = [...this.stale];
      this.stale.clear();
      this.read(users).catch((error: unknown) => {
        this.context.logger.warn({ err: error }, "failed to read watched people");
        for (const user of users) this.again(user);
      });
    }, this.context.limits.pokeInterval);
  }

  forget(userId: string): void {
    const reader = this.readers.get(userId);
    if (!reader) return;
    this.watch(reader, new Set());
    this.readers.delete(userId);
  }

  /** A user has connected, disconnected or gone idle. */
  changed(userId: string): void {
    for (const { room } of this.byPerson.get(userId) ?? []) {
      room.pokes.presence(userId, this.presenceFor(room.id, userId));
    }
  }

  /** Two users have blocked or unblocked each other: each receives the other's presence again. */
  blocksChanged(one: string, other: string): void {
    for (const [reader, person] of [
      [one, other],
      [other, one],
    ] as const) {
      const known = this.readers.get(reader);
      if (known?.people.has(person)) {
        known.room.pokes.presence(person, this.presenceFor(reader, person));
      }
    }
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private async read(users: readonly string[]): Promise<void> {
    const { database, limits, presence } = this.context;
    const asked = new Set<string>();
    for (const [user, people] of await watchedPeople(database, users, limits.watchedPeople)) {
      const reader = this.readers.get(user);
      if (!reader) continue;
      for (const person of this.watch(reader, people)) asked.add(person);
    }
    presence.ask([...asked]);
  }

  /** @returns people whom no other room here watches. */
  private watch(reader: Reader, people: ReadonlySet<string>): string[] {
    const before = reader.people;
    reader.people = people;
    for (const person of before) {
      if (people.has(person)) continue;
      const readers = this.byPerson.get(person);
      readers?.delete(reader);
      if (readers?.size === 0) this.byPerson.delete(person);
      reader.room.pokes.presence(person, "offline");
    }
    const unwatched: string[] = [];
    for (const person of people) {
      const readers = this.byPerson.get(person);
      if (readers) readers.add(reader);
      else {
        this.byPerson.set(person, new Set([reader]));
        unwatched.push(person);
      }
      reader.room.pokes.presence(person, this.presenceFor(reader.room.id, person));
    }
    return unwatched;
  }

  /** A user on either side of a block appears offline to the other [S14]. */
  private presenceFor(reader: string, userId: string): Presence {
    const { blocks, presence } = this.context;
    return blocks.isBlocked(reader, userId) ? "offline" : presence.of(userId);
  }
}
