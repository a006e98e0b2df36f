import type { Limits } from "@rally/shared/limits";
import type { Presence } from "@rally/shared/people";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { Batching } from "../batching/index.js";
import type { Blocks } from "../blocks/index.js";
import { watchedPeople, type PresenceBoard } from "../presence/index.js";
import type { UserRoom } from "./user-room.js";

interface Reader {
  room: UserRoom;
  people: ReadonlySet<string>;
}

/** Whom each user of this process is told of, and the telling: friends and partners [S14]. */
export class WatchedPresence {
  private readonly readers = new Map<string, Reader>();
  private readonly byPerson = new Map<string, Set<Reader>>();
  /** Whose friends or partners may be others now. */
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
    presence: PresenceBoard;
  };

  constructor(context: WatchedPresence["context"]) {
    this.context = context;
  }

  /** Begins to tell a room, or tells it of others now. */
  async follow(room: UserRoom): Promise<void> {
    // A room that could not be loaded, or was forgotten, is another one than the next.
    if (this.readers.get(room.id)?.room !== room) {
      this.forget(room.id);
      this.readers.set(room.id, { room, people: new Set() });
    }
    await this.following.get(room.id);
  }

  /** Rows of a user moved: whom they know is read anew, soon, with all others who wait for it. */
  again(userId: string): void {
    if (!this.readers.has(userId)) return;
    this.stale.add(userId);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const users = [...this.stale];
      this.stale.clear();
      this.read(users).catch((error: unknown) => {
        this.context.logger.warn({ err: error }, "whom to watch cannot be read");
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

  /** Somebody has come, gone, or turned away. */
  changed(userId: string): void {
    for (const { room } of this.byPerson.get(userId) ?? []) {
      room.pokes.presence(userId, this.presenceFor(room.id, userId));
    }
  }

  /** Two have blocked each other, or not any more: each is told anew of the other's presence. */
  part(one: string, other: string): void {
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

  /** @returns those whom nobody here watched. */
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

  /** Who has blocked, or was blocked, is never there [S14]. */
  private presenceFor(reader: string, userId: string): Presence {
    const { blocks, presence } = this.context;
    return blocks.between(reader, userId) ? "offline" : presence.of(userId);
  }
}
