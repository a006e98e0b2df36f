import type { Limits } from "@rally/shared/limits";
import { closeCodes } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { Blocks } from "../blocks/index.js";
import { PresenceRegistry, type Hidden } from "../presence/index.js";
import type { MovedRow } from "../feed/index.js";
import type { Query } from "../query/index.js";
import type { Connection } from "../wire/index.js";
import type { PermissionCheck } from "../permissions/index.js";
import { RetriedWork } from "../scheduling/index.js";
import { drop, put } from "../sets-by-key/index.js";
import { readUserVersions, readWatchedConversations } from "./read-users.js";
import { ExpressionsRevision } from "./expressions-revision.js";
import { UserRoom } from "./user-room.js";
import { WatchedPresence } from "./watched-presence.js";

interface Watched {
  room: UserRoom;
  conversations: Set<string>;
  /** Reads the watched conversations again. The room stays in use until it is unloaded. */
  watching: RetriedWork;
  /** Brings the room's document up to the stored one. */
  refreshing: RetriedWork;
}

/** The user rooms of this process, and the users to poke when a conversation changes. */
export class UserRooms {
  readonly presence: PresenceRegistry;
  private readonly people: WatchedPresence;
  private readonly rooms = new Map<string, Promise<Watched>>();
  private readonly loaded = new Map<string, Watched>();
  private readonly byConversation = new Map<string, Set<Watched>>();
  /** The version of each watched conversation that its watchers last received or started with. */
  private readonly sentVersions = new Map<string, number>();
  /** The number of queries for watched conversations under way, and the changes meanwhile. */
  private watching = 0;
  private readonly movedMeanwhile = new Map<string, number>();
  /**
   * The version that a user reached while the room was loading, which may have read an older one.
   */
  private readonly movedWhileLoading = new Map<string, number>();
  private readonly expressions = new ExpressionsRevision();
  private readonly context: {
    database: Database;
    bus: Bus;
    limits: Limits;
    logger: Logger;
    lineage: () => string;
    blocks: Blocks;
    hidden: Hidden;
    permissions: PermissionCheck;
    /** Called when a user's last device here has disconnected. */
    left: (userId: string) => void;
  };

  constructor(context: UserRooms["context"]) {
    this.context = context;
    const { bus } = context;
    this.presence = new PresenceRegistry({
      ...context,
      changed: (userId) => this.people.changed(userId),
    });
    this.people = new WatchedPresence({ ...context, presence: this.presence });
    bus.subscribe("moved", ({ conversation, version }) => {
      this.moved(conversation, version);
    });
    bus.subscribe("user", ({ user, version, joined }) => {
      const watched = this.loaded.get(user);
      if (!watched) {
        this.userMoved(user, version);
        return;
      }
      watched.room.pokes.version(version);
      if (joined) watched.watching.begin();
      else this.people.again(user);
    });
    bus.subscribe("expressions", ({ revision }) => {
      this.expressions.reached(revision);
    });
    bus.subscribe("membershipLost", ({ conversation, user }) => {
      // A deleted conversation moves no more: each member's own hint follows.
      const watched = user === undefined ? undefined : this.loaded.get(user);
      if (!watched?.conversations.delete(conversation)) return;
      drop(this.byConversation, conversation, watched);
      // The room may be known only by a hint or released already. It is then watched again.
      watched.watching.begin();
    });
    bus.subscribe("drafted", ({ user, number }, from) => {
      if (from !== bus.self) this.drafted(user, number);
    });
  }

  /** Opens a user's room, ready to send pokes. */
  async open(userId: string): Promise<UserRoom> {
    let opening = this.rooms.get(userId);
    if (!opening) {
      opening = this.load(userId);
      this.rooms.set(userId, opening);
      opening.catch(() => {
        this.rooms.delete(userId);
        this.movedWhileLoading.delete(userId);
      });
    }
    return (await opening).room;
  }

  /** Adds a device to its user's room, which stays loaded until the device leaves. */
  async enter(device: Connection): Promise<UserRoom> {
    for (;;) {
      const room = await this.open(device.userId);
      // The room was unloaded meanwhile and would poke no device.
      if (this.loaded.get(device.userId)?.room !== room) continue;
      room.devices.add(device);
      return room;
    }
  }

  get size(): number {
    return this.loaded.size;
  }

  *all(): Generator<UserRoom> {
    for (const { room } of this.loaded.values()) yield room;
  }

  setAway(connection: Connection, away: boolean): void {
    this.presence.set(connection, away);
  }

  /** Applies the changes of the change feed, in case a hint was lost. */
  catchUpWith(moved: readonly MovedRow[]): void {
    for (const row of moved) {
      if (row.kind === "conversation") this.moved(row.id, row.version);
      else if (row.kind === "user") this.userMoved(row.id, row.version);
      else if (row.kind === "drafts") this.drafted(row.id, row.number);
    }
  }

  get watched(): string[] {
    return [...this.loaded.keys()];
  }

  get watchedConversations(): string[] {
    return [...this.sentVersions.keys()];
  }

  /** Compares users' versions with the database. */
  async compareUsers(query: Query, users: readonly string[]): Promise<void> {
    const rows = await query<{ id: string; version: number; number: number | null }>(
      `select u.id, u.version, r.number from unnest($1::uuid[]) as asked (id)
       join users u using (id) left join user_rooms r on r.user_id = u.id`,
      [users],
    );
    for (const { id, version, number } of rows) {
      this.userMoved(id, version);
      if (number !== null) this.drafted(id, number);
    }
  }

  async compareConversations(query: Query, ids: readonly string[]): Promise<void> {
    const rows = await query<{ id: string; version: number }>(
      "select id, version from conversations where id = any($1::uuid[])",
      [ids],
    );
    for (const { id, version } of rows) this.moved(id, version);
  }

  private userMoved(user: string, version: number): void {
    const watched = this.loaded.get(user);
    if (watched?.room.pokes.version(version)) watched.watching.begin();
    if (watched || !this.rooms.has(user)) return;
    this.movedWhileLoading.set(user, Math.max(version, this.movedWhileLoading.get(user) ?? 0));
  }

  /** Two users have blocked or unblocked each other. */
  blocksChanged(one: string, other: string): void {
    this.people.blocksChanged(one, other);
  }

  close(): void {
    this.presence.close();
    this.people.close();
  }

  private moved(conversation: string, version: number): void {
    const sent = this.sentVersions.get(conversation);
    if (sent === undefined && this.watching > 0) this.movedMeanwhile.set(conversation, version);
    if (sent === undefined || version <= sent) return;
    this.sentVersions.set(conversation, version);
    for (const { room } of this.byConversation.get(conversation) ?? []) {
      room.pokes.moved(conversation, version);
    }
  }

  private drafted(user: string, number: number): void {
    const { room, refreshing } = this.loaded.get(user) ?? {};
    if (!room) return;
    const isBehind = room.loadedNumber === undefined ? room.busy : room.loadedNumber < number;
    if (isBehind) refreshing?.begin();
  }

  /** Unloads rooms unused for `idleMs`. */
  sweep(idleMs: number): void {
    for (const [userId, watched] of this.loaded) {
      const { room } = watched;
      if (room.busy || Date.now() - room.usedAt < idleMs) continue;
      this.forget(userId, watched);
    }
  }

  /**
   * The history was replaced: devices reconnect and send the content that only the copies here had.
   */
  reset(): void {
    this.expressions.reset();
    for (const [userId, watched] of this.loaded) {
      watched.room.closeAll(closeCodes.goingDown, "the history was replaced");
      this.forget(userId, watched);
    }
  }

  private forget(userId: string, watched: Watched): void {
    watched.room.unload();
    this.rooms.delete(userId);
    this.loaded.delete(userId);
    for (const id of watched.conversations) {
      drop(this.byConversation, id, watched);
      if (!this.byConversation.has(id)) this.sentVersions.delete(id);
    }
    this.people.forget(userId);
  }

  private async load(userId: string): Promise<Watched> {
    const { database } = this.context;
    const lineage = this.context.lineage();
    const { version, expressions } = await readUserVersions(database, userId);
    this.expressions.reached(expressions);
    const room = new UserRoom(userId, {
      ...this.context,
      poke: { lineage, version, moved: {}, presence: {} },
      expressions: this.expressions,
    });
    const isNeeded = (): boolean => this.loaded.get(userId) === watched;
    const retried = (work: () => Promise<void>) =>
      new RetriedWork(work, isNeeded, this.report(userId));
    const watched: Watched = {
      ...{ room, conversations: new Set() },
      watching: retried(() => this.watch(watched)),
      refreshing: retried(() => room.refresh()),
    };
    try {
      await this.watch(watched);
    } catch (error) {
      this.forget(userId, watched);
      throw error;
    }
    if (lineage !== this.context.lineage()) {
      this.forget(userId, watched);
      throw new Error("The history was replaced during the load");
    }
    this.loaded.set(userId, watched);
    const moved = this.movedWhileLoading.get(userId);
    this.movedWhileLoading.delete(userId);
    if (moved !== undefined) this.userMoved(userId, moved);
    return watched;
  }

  /** Reads a user's poke sources: their small conversations and the people they know. */
  private async watch(watched: Watched): Promise<void> {
    this.watching += 1;
    try {
      const [rows] = await Promise.all([
        this.watchable(watched.room.id),
        this.people.follow(watched.room),
      ]);
      const isKnown = this.loaded.has(watched.room.id);
      for (const { id, version } of rows) this.watchConversation(watched, id, version, isKnown);
      for (const [id, version] of this.movedMeanwhile) this.moved(id, version);
    } finally {
      this.watching -= 1;
      if (this.watching === 0) this.movedMeanwhile.clear();
    }
  }

  private watchable(userId: string) {
    const { database, limits } = this.context;
    return readWatchedConversations(database, { user: userId, members: limits.smallRoomMembers });
  }

  /** `isKnown`: the user's devices are already connected and must be poked about news. */
  private watchConversation(watched: Watched, id: string, version: number, isKnown: boolean): void {
    if (watched.conversations.has(id)) return;
    watched.conversations.add(id);
    put(this.byConversation, id, watched);
    this.sentVersions.set(id, Math.max(version, this.sentVersions.get(id) ?? 0));
    if (isKnown && version > 0) watched.room.pokes.moved(id, version);
  }

  private report(user: string): (error: unknown) => void {
    return (error) => {
      this.context.logger.warn({ err: error, user }, "failed to catch up a user's room");
    };
  }
}
