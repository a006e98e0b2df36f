import { limits } from "@rally/shared/limits";
import { closeCodes, deviceStateSchema } from "@rally/shared/rooms";
import * as z from "zod/mini";
import type { ConversationRoom } from "../rooms/index.js";
import type { UserRoom } from "../rooms/index.js";
import type { UserRooms } from "../rooms/index.js";
import type { Connection } from "../wire/index.js";
import { ASSIGNED_IDS, decodeAwareness, isWrite, readFrame } from "../wire/index.js";

/** Entries that a device's awareness update may have: its own, and echoes. */
const ENTRIES = 4;

/**
 * Clients in the state vector of a conversation's replica: the one writer, and the writers of rooms
 * that were reset since, which a replica may list at clock 0.
 */
const WRITERS = 8;

/** Handles the frames of a connection in its room, in the order they came. */
export interface RoomSession {
  /** Whether text frames are part of its protocol, besides binary ones. */
  readonly acceptsText?: true;
  receive(data: Uint8Array, isBinary: boolean): Promise<void>;
  leave(): void;
  /** Sends a ping and a protocol message, which each client needs at least every 20 s. */
  keepAlive(): void;
}

/**
 * A session in a conversation's room, which is read-only: a write closes the connection and is
 * never applied [S4].
 */
export class ConversationSession implements RoomSession {
  private readonly connection: Connection;
  private readonly room: ConversationRoom;

  constructor(connection: Connection, room: ConversationRoom) {
    this.connection = connection;
    this.room = room;
  }

  async receive(data: Uint8Array): Promise<void> {
    const { connection, room } = this;
    if (!connection.open) return;
    const frame = readFrame(data, WRITERS);
    switch (frame.type) {
      case "step1":
        await room.join(connection, frame);
        return;
      case "excess":
        connection.close(closeCodes.staleReplica, "stale replica");
        return;
      case "awareness":
        room.awareness.receive(connection, frame.bytes, room.connections);
        return;
      case "queryAwareness":
        connection.send(room.awareness.snapshot(connection, room.connections.size));
        return;
      case "update":
        connection.close(closeCodes.refused, "only the server writes here");
        return;
      case "bad":
        if (isWrite(data)) connection.close(closeCodes.refused, "only the server writes here");
        else connection.close(closeCodes.badFrame, "not a frame of this protocol");
    }
  }

  leave(): void {
    this.room.leave(this.connection);
  }

  keepAlive(): void {
    const { awareness, connections } = this.room;
    if (awareness.isEmpty) {
      this.connection.keepAlive();
      return;
    }
    this.connection.send(awareness.snapshot(this.connection, connections.size));
    this.connection.ping();
  }
}

/**
 * A session in the user's own room, where devices write drafts, settings and whether they are away.
 */
export class UserSession implements RoomSession {
  private readonly connection: Connection;
  private readonly room: UserRoom;
  private readonly rooms: UserRooms;

  constructor(connection: Connection, room: UserRoom, rooms: UserRooms) {
    this.connection = connection;
    this.room = room;
    this.rooms = rooms;
    rooms.setAway(connection, false);
  }

  async receive(data: Uint8Array): Promise<void> {
    const { connection, room } = this;
    const frame = readFrame(data, room.vectorClients);
    // A write just before the client disconnected is kept. Other frames need a live connection.
    if (!connection.open && frame.type !== "update") return;
    switch (frame.type) {
      case "step1":
        await room.join(connection, frame);
        return;
      case "excess":
        connection.close(closeCodes.staleReplica, "of too much past");
        return;
      case "update":
        await room.receive(connection, frame.bytes);
        return;
      case "awareness":
        this.hear(frame.bytes);
        return;
      case "queryAwareness":
        room.pokes.greet(connection);
        return;
      case "bad":
        connection.close(closeCodes.badFrame, "not a frame of this protocol");
    }
  }

  leave(): void {
    this.room.leave(this.connection);
    this.rooms.presence.leave(this.connection);
  }

  keepAlive(): void {
    this.room.pokes.greet(this.connection);
    this.connection.ping();
  }

  private hear(bytes: Uint8Array): void {
    const { connection, rooms } = this;
    if (bytes.length > limits.awarenessBytes) return;
    for (const { client, state } of decodeAwareness(bytes, ENTRIES) ?? []) {
      // The stock client echoes the server's pokes.
      if (client >= ASSIGNED_IDS) continue;
      connection.ownId ??= client;
      const said = client === connection.ownId && z.safeParse(deviceStateSchema, state);
      if (said && said.success && connection.mayUpdateAwareness()) {
        rooms.setAway(connection, said.data.away ?? false);
      }
    }
  }
}
