import { parseRoomName } from "@rally/shared/rooms";
import type { MovedRow } from "../feed/index.js";
import type { Query } from "../query/index.js";
import type { Connection } from "../wire/index.js";
import { ConversationRoom, type RoomContext } from "./conversation-room.js";

/** Rooms looked at for one that may go, so that making room costs the same however many there are. */
const LOOKED_AT = 8;

/** The conversation rooms of this process. */
export class ConversationRooms {
  private readonly rooms = new Map<string, ConversationRoom>();
  private readonly context: RoomContext;

  constructor(context: ConversationRooms["context"]) {
    this.context = context;
    const { bus } = context;
    bus.subscribe("moved", ({ conversation, number, epoch, losses, bytes }, from) => {
      const room = this.rooms.get(conversation);
      if (from === bus.self || !room || (room.loadedNumber ?? 0) >= number) return;
      const update =
        epoch !== undefined && bytes !== undefined
          ? { epoch, number, losses, bytes: Buffer.from(bytes, "base64") }
          : undefined;
      if (!update || !room.hear(update)) room.refreshSoon();
    });
    bus.subscribe("awareness", ({ room, states }, from) => {
      const here = this.rooms.get(parseRoomName(room)?.id ?? "");
      if (from !== bus.self) here?.awareness.hear(from, states, here.connections);
    });
  }

  of(conversationId: string): ConversationRoom {
    const room =
      this.rooms.get(conversationId) ?? new ConversationRoom(conversationId, this.context);
    // Set anew, so that those unused for longest stand first.
    this.rooms.delete(conversationId);
    this.rooms.set(conversationId, room);
    if (this.rooms.size > this.context.limits.loadedRooms) this.makeRoom(room);
    return room;
  }

  get size(): number {
    return this.rooms.size;
  }

  all(): IterableIterator<ConversationRoom> {
    return this.rooms.values();
  }

  /** Somebody in a room has chosen to be seen as offline, or to be seen again. */
  appear(conversationId: string, userId: string): void {
    const room = this.rooms.get(conversationId);
    room?.awareness.appear(userId, room.connections);
  }

  /**
   * Two have blocked each other, or not any more: in this room neither sees what the other does.
   * `sockets`: those in the room that are one of the two's.
   */
  part(
    conversationId: string,
    [one, other]: readonly [string, string],
    sockets: ReadonlySet<Connection>,
  ): void {
    const room = this.rooms.get(conversationId);
    if (!room || room.awareness.isEmpty) return;
    const inRoom = [...sockets].filter((socket) => room.connections.has(socket));
    room.awareness.part(one, other, new Set(inRoom));
  }

  /** Brings rooms with readers to what the change feed says: a lost last hint leaves no gap. */
  catchUpWith(moved: readonly MovedRow[]): void {
    for (const row of moved) if (row.kind === "conversation") this.reach(row.id, row.number);
  }

  /** The rooms with readers. */
  get watched(): string[] {
    return [...this.rooms.values()].flatMap(({ id, connections }) =>
      connections.size > 0 ? [id] : [],
    );
  }

  /** Brings rooms to what the database says. */
  async compare(query: Query, ids: readonly string[]): Promise<void> {
    const heads = await query<{ id: string; number: number }>(
      "select id, update_number as number from conversations where id = any($1::uuid[])",
      [ids],
    );
    for (const { id, number } of heads) this.reach(id, number);
  }

  private reach(id: string, number: number): void {
    const room = this.rooms.get(id);
    if (room && room.connections.size > 0 && (room.loadedNumber ?? 0) < number) room.refreshSoon();
  }

  /** The history is another one now: each room looks, and closes who follows its past. */
  beginAnew(): void {
    for (const room of this.rooms.values()) {
      if (room.loadedNumber !== undefined) room.refreshSoon();
    }
  }

  /** Forgets rooms that nobody has used for `idleMs`. */
  sweep(idleMs: number): void {
    for (const [id, room] of this.rooms) {
      if (room.isNeeded || Date.now() - room.usedAt < idleMs) continue;
      room.unload();
      this.rooms.delete(id);
    }
  }

  /** Forgets rooms that nobody reads, the one unused for longest first; a few at a time. */
  private makeRoom(newest: ConversationRoom): void {
    const oldest = [...take(this.rooms.values(), LOOKED_AT)];
    for (const room of oldest) {
      if (this.rooms.size <= this.context.limits.loadedRooms) return;
      this.rooms.delete(room.id);
      // The newest is about to be used; whatever is in use goes to the end.
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
