import type { Limits } from "@rally/shared/limits";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { PresenceBoard } from "../presence/index.js";
import type { Connection } from "../wire/index.js";
import { UserRoom } from "./user-room.js";

interface Watched {
  room: UserRoom;
  conversations: Set<string>;
  partners: Set<string>;
}

/** The user rooms of this process, and who must be poked when a conversation or a partner moves. */
export class UserRooms {
  readonly presence: PresenceBoard;
  private readonly rooms = new Map<string, Promise<Watched>>();
  private readonly loaded = new Map<string, Watched>();
  private readonly byConversation = new Map<string, Set<Watched>>();
  private readonly byPartner = new Map<string, Set<Watched>>();
  private readonly context: {
    database: Database;
    bus: Bus;
    limits: Limits;
    logger: Logger;
    lineage: string;
  };

  constructor(context: UserRooms["context"]) {
    this.context = context;
    const { bus } = context;
    this.presence = new PresenceBoard(bus, (userId) => {
      for (const { room } of this.byPartner.get(userId) ?? []) {
        room.pokes.presence(userId, this.presence.of(userId));
      }
    });
    bus.subscribe("moved", ({ conversation, version }) => {
      for (const { room } of this.byConversation.get(conversation) ?? []) {
        room.pokes.moved(conversation, version);
      }
    });
    bus.subscribe("user", ({ user, version, joined }) => {
      const watched = this.loaded.get(user);
      if (!watched) return;
      watched.room.pokes.version(version);
      if (joined) this.watch(watched).catch(this.report(user));
    });
    bus.subscribe("drafted", ({ user, number }, from) => {
      const room = this.loaded.get(user)?.room;
      if (from !== bus.self && room && (room.loadedNumber ?? number) < number) {
        room.refresh().catch(this.report(user));
      }
    });
  }

  /** The room of a user, with its pokes ready to be told. */
  async open(userId: string): Promise<UserRoom> {
    let opening = this.rooms.get(userId);
    if (!opening) {
      opening = this.load(userId);
      this.rooms.set(userId, opening);
      opening.catch(() => this.rooms.delete(userId));
    }
    return (await opening).room;
  }

  *all(): Generator<UserRoom> {
    for (const { room } of this.loaded.values()) yield room;
  }

  setAway(connection: Connection, away: boolean): void {
    this.presence.set(connection, away);
  }

  /** Forgets rooms that nobody has used for `idleMs`. */
  sweep(idleMs: number): void {
    for (const [userId, watched] of this.loaded) {
      const { room } = watched;
      if (room.connections.size > 0 || Date.now() - room.usedAt < idleMs) continue;
      room.unload();
      this.rooms.delete(userId);
      this.loaded.delete(userId);
      for (const id of watched.conversations) drop(this.byConversation, id, watched);
      for (const id of watched.partners) drop(this.byPartner, id, watched);
    }
  }

  private async load(userId: string): Promise<Watched> {
    const { database, lineage } = this.context;
    const user = await database<{ id: string; version: number }>("users")
      .where("id", userId)
      .first("version");
    const room = new UserRoom(userId, {
      ...this.context,
      poke: { lineage, version: user?.version ?? 0, moved: {}, presence: {} },
    });
    const watched: Watched = { room, conversations: new Set(), partners: new Set() };
    await this.watch(watched);
    this.loaded.set(userId, watched);
    return watched;
  }

  /** Finds what a user must be poked about: the small rooms they are in, and their partners. */
  private async watch(watched: Watched): Promise<void> {
    const { database, limits } = this.context;
    const rows = await database<{ id: string; partner: string | null }>("memberships as own")
      .join("conversations as c", "c.id", "own.conversation_id")
      .leftJoin("memberships as other", (join) =>
        join
          .on("other.conversation_id", "c.id")
          .andOnVal("c.kind", "direct")
          .andOn("other.user_id", "<>", "own.user_id"),
      )
      .where("own.user_id", watched.room.id)
      .andWhere("c.member_count", "<=", limits.smallRoomMembers)
      .select<{ id: string; partner: string | null }[]>("c.id", "other.user_id as partner");
    const asked: string[] = [];
    for (const { id, partner } of rows) {
      watched.conversations.add(id);
      put(this.byConversation, id, watched);
      if (!partner || watched.partners.has(partner)) continue;
      watched.partners.add(partner);
      put(this.byPartner, partner, watched);
      watched.room.pokes.presence(partner, this.presence.of(partner));
      asked.push(partner);
    }
    this.presence.ask(asked);
  }

  private report(user: string): (error: unknown) => void {
    return (error) => {
      this.context.logger.warn({ err: error, user }, "a user's room could not catch up");
    };
  }
}

function put<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const set = index.get(key) ?? new Set<T>();
  index.set(key, set.add(value));
}

function drop<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const set = index.get(key);
  set?.delete(value);
  if (set?.size === 0) index.delete(key);
}
