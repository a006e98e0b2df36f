import { clientGameMessageSchema } from "@rally/shared/games";
import { closeCodes } from "@rally/shared/rooms";
import type { Connection, RoomSession } from "@rally/sync-server";
import * as z from "zod/mini";
import type { LiveMatch } from "./live-match.js";

/** A socket of a match that this process runs. */
export class GameSession implements RoomSession {
  readonly acceptsText = true as const;
  private readonly connection: Connection;
  private readonly match: LiveMatch;

  constructor(connection: Connection, match: LiveMatch) {
    this.connection = connection;
    this.match = match;
  }

  receive(data: Uint8Array, isBinary: boolean): Promise<void> {
    if (isBinary) {
      this.match.receiveInput(this.connection, data);
      return Promise.resolve();
    }
    const message = z.safeParse(clientGameMessageSchema, jsonOf(data));
    if (message.success) this.match.receive(this.connection, message.data);
    else this.connection.close(closeCodes.badFrame, "not a message of this protocol");
    return Promise.resolve();
  }

  leave(): void {
    this.match.leave(this.connection);
  }

  keepAlive(): void {
    this.connection.ping();
  }
}

function jsonOf(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as unknown;
  } catch {
    return undefined;
  }
}
