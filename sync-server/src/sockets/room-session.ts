import { closeCodes, deviceStateSchema } from "@rally/shared/rooms";
import * as z from "zod/mini";
import type { ConversationRoom } from "../rooms/index.js";
import type { UserRoom } from "../rooms/index.js";
import type { UserRooms } from "../rooms/index.js";
import type { Connection } from "../wire/index.js";
import { decodeAwareness, isWrite, readFrame } from "../wire/index.js";

/** Entries that an awareness update of a device may have: its own, and echoes. */
const ENTRIES = 4;

/** What a connection may do in the room it is in, frame by frame, in the order they came. */
export interface RoomSession {
  receive(data: Uint8Array): Promise<void>;
  leave(): void;
  /** A y-level message at least every 20 s, which WebSocket pings are not. */
  keepAlive(): void;
}

/** In a conversation's room a client reads; whatever it writes closes it, applied to nothing [S4]. */
export function conversationSession(connection: Connection, room: ConversationRoom): RoomSession {
  return {
    async receive(data) {
      const frame = readFrame(data);
      switch (frame.type) {
        case "step1":
          await room.join(connection, frame);
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
    },
    leave() {
      room.leave(connection);
    },
    keepAlive() {
      if (room.awareness.isEmpty) connection.keepAlive();
      else connection.send(room.awareness.snapshot(connection, room.connections.size));
    },
  };
}

/** In one's own room one's devices write: drafts, looks, and whether one is away. */
export function userSession(connection: Connection, room: UserRoom, rooms: UserRooms): RoomSession {
  let device: number | undefined;
  rooms.setAway(connection, false);
  return {
    async receive(data) {
      const frame = readFrame(data);
      switch (frame.type) {
        case "step1":
          await room.join(connection, frame.stateVector);
          return;
        case "update":
          await room.receive(connection, frame.bytes);
          return;
        case "awareness":
          for (const { client, state } of decodeAwareness(frame.bytes, ENTRIES) ?? []) {
            // The stock client echoes the server's pokes; its own id is the first that is not theirs.
            if (client !== room.pokes.client) device ??= client;
            const said = client === device && z.safeParse(deviceStateSchema, state);
            if (said && said.success) rooms.setAway(connection, said.data.away ?? false);
          }
          return;
        case "queryAwareness":
          room.pokes.greet(connection);
          return;
        case "bad":
          connection.close(closeCodes.badFrame, "not a frame of this protocol");
      }
    },
    leave() {
      room.leave(connection);
      rooms.presence.leave(connection);
    },
    keepAlive() {
      room.pokes.greet(connection);
    },
  };
}
