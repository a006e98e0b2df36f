import { parseRoomName } from "@rally/shared/rooms";
import type { MovedRow } from "../feed/index.js";
import type { Query } from "../query/index.js";
import type { Connection } from "../wire/index.js";
import { ConversationRoom, type RoomContext } from "./conversation-room.js";

/** Rooms examined for one to unload, so that the cost does not grow with the number of rooms. */
const EXAMINED_ROOMS = 8;

export class ConversationRooms {
  private readonly rooms = new Map<string, ConversationRoom>();
  private readonly context: RoomContext;

  constructor(context: ConversationRooms["context"]) {
    this.context = context;
    const { bus } = context;
    bus.subscribe("moved", ({ conversation, number, epoch, losses: lossCount, bytes }, from) => {
      const room = this.rooms.get(conversation);
      if (from === bus.self || !room || (room.loadedUpdateNumber ?? 0) >= number) return;
      const update =
        epoch !== undefined && bytes !== undefined
          ? { epoch, number, lossCount, bytes: Buffer.from(bytes, "base64") }
          : undefined;
      if (!update || !room.receive(update)) room.refreshSoon();
    });
    bus.subscribe("awareness", ({ room, states }, from) => {
      const here = this.rooms.get(parseRoomName(room)?.id ?? "");
      if (from !== bus.self) here?.awareness.receiveRemote(from, states, here.connections);
    });
  }

  of(conversationId: string): ConversationRoom {
    const room =
      this.rooms.get(conversationId) ?? new ConversationRoom(conversationId, this.context);
    // Inserted again, so that the least recently used rooms come first.
    this.rooms.delete(conversationId);
    this.rooms.set(conversationId, room);
    if (this.rooms.size > this.context.limits.loadedRooms) this.unloadLeastRecentlyUsed(room);
    return room;
  }

  get size(): number {
    return this.rooms.size;
  }

  all(): IterableIterator<ConversationRoom> {
    return this.rooms.values();
  }

  /** A user in a room has chosen to appear offline, or to be visible again. */
  appear(conversationId: string, userId: string): void {
    const room = this.rooms.get(conversationId);
    room?.awareness.appear(userId, room.connections);
  }

  /**
   * Two users have blocked or unblocked each other: their awareness in this room follows. `sockets`
   * are the two users' sockets in the room.
   */
  blocksChanged(
    conversationId: string,
    [one, other]: readonly [string, string],
    sockets: ReadonlySet<Connection>,
  ): void {
    const room = this.rooms.get(conversationId);
    if (!room || room.awareness.isEmpty) return;
    const inRoom = [...sockets].filter((socket) => room.connections.has(socket));
    room.awareness.blocksChanged(one, other, new Set(inRoom));
  }

  /**
   * Brings rooms with readers up to the change feed's numbers, so that a lost last hint leaves no
   * gap.
   */
  catchUpWith(moved: readonly MovedRow[]): void {
    for (const row of moved) if (row.kind === "conversation") this.reach(row.id, row.number);
  }

  get watched(): string[] {
    return [...this.rooms.values()].flatMap(({ id, connections }) =>
      connections.size > 0 ? [id] : [],
    );
  }

  /** Brings rooms up to the database's numbers. */
  async compare(query: Query, ids: readonly string[]): Promise<void> {
    const heads = await query<{ id: string; number: number }>(
      "select id, update_number as number from conversations where id = any($1::uuid[])",
      [ids],
    );
    for (const { id, number } of heads) this.reach(id, number);
  }

  private reach(id: string, number: number): void {
    const room = this.rooms.get(id);
    if (room && room.connections.size > 0 && (room.loadedUpdateNumber ?? 0) < number)
      room.refreshSoon();
  }

  /** The history was replaced: each room checks it and closes replicas of the old one. */
  reset(): void {
    for (const room of this.rooms.values()) {
      if (room.loadedUpdateNumber !== undefined) room.refreshSoon();
    }
  }

  /** Unloads rooms unused for `idleMs`. */
  sweep(idleMs: number): void {
    for (const [id, room] of this.rooms) {
      if (room.isNeeded || Date.now() - room.usedAt < idleMs) continue;
      room.unload();
      this.rooms.delete(id);
    }
  }

  /** Unloads rooms without readers, least recently used first, a few at a time. */
  private unloadLeastRecentlyUsed(newest: ConversationRoom): void {
    const oldest = [...take(this.rooms.values(), EXAMINED_ROOMS)];
    for (const room of oldest) {
      if (this.rooms.size <= this.context.limits.loadedRooms) return;
      this.rooms.delete(room.id);
      // The newest room is about to be used. Rooms in use move to the end.
      if (room.isNeeded || room === newest) this.rooms.set(room.id, room);
      else room.unload();
    }
  }
}

function* take<T>(values: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const value of values) {
    if (left === 0) return;
    left -= 1;
    yield value;
  }
}
