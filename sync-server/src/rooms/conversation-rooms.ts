import type { Limits } from "@rally/shared/limits";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { parseRoomName } from "@rally/shared/rooms";
import { ConversationRoom } from "./conversation-room.js";

/** The conversation rooms of this process. */
export class ConversationRooms {
  private readonly rooms = new Map<string, ConversationRoom>();
  private readonly context: { database: Database; bus: Bus; limits: Limits; logger: Logger };

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
    let room = this.rooms.get(conversationId);
    if (!room) {
      room = new ConversationRoom(conversationId, this.context);
      this.rooms.set(conversationId, room);
    }
    return room;
  }

  get size(): number {
    return this.rooms.size;
  }

  all(): IterableIterator<ConversationRoom> {
    return this.rooms.values();
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
      if (room.connections.size > 0 || Date.now() - room.usedAt < idleMs || room.busy) continue;
      room.unload();
      this.rooms.delete(id);
    }
  }

  private refresh(room: ConversationRoom): void {
    room.refresh().catch((error: unknown) => {
      this.context.logger.warn({ err: error, conversation: room.id }, "a room is behind");
    });
  }
}
