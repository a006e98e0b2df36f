import { parseRoomName } from "@rally/shared/rooms";
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
    bus.subscribe("moved", ({ conversation, number, epoch, bytes }, from) => {
      const room = this.rooms.get(conversation);
      if (from === bus.self || !room || (room.loadedNumber ?? 0) >= number) return;
      const update =
        epoch !== undefined && bytes !== undefined
          ? { epoch, number, bytes: Buffer.from(bytes, "base64") }
          : undefined;
      if (!update || !room.hear(update)) this.refresh(room);
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

  /** Somebody has chosen to be seen as offline, or to be seen again. */
  appear(userId: string): void {
    for (const { awareness, connections } of this.all()) awareness.appear(userId, connections);
  }

  /** Two have blocked each other, or not any more: in no room either sees what the other does. */
  part(one: string, other: string): void {
    for (const { awareness, connections } of this.rooms.values()) {
      if (!awareness.isEmpty) awareness.part(one, other, connections);
    }
  }

  /** Asks, in one query, which rooms with readers are behind: a lost last hint leaves no gap. */
  async lookForLostHints(): Promise<void> {
    const watched = [...this.rooms.values()].filter((room) => room.connections.size > 0);
    if (watched.length === 0) return;
    const heads = await this.context
      .database<{ id: string; update_number: number }>("conversations")
      .whereIn(
        "id",
        watched.map((room) => room.id),
      )
      .select("id", "update_number");
    for (const { id, update_number: number } of heads) {
      const room = this.rooms.get(id);
      if (room && (room.loadedNumber ?? 0) < number) this.refresh(room);
    }
  }

  /** The history is another one now: each room looks, and closes who follows its past. */
  beginAnew(): void {
    for (const room of this.rooms.values()) {
      if (room.loadedNumber !== undefined) this.refresh(room);
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

  private refresh(room: ConversationRoom): void {
    room.refresh().catch((error: unknown) => {
      this.context.logger.warn({ err: error, conversation: room.id }, "a room is behind");
    });
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
