import type { CloseCode } from "@rally/shared/rooms";
import type { Identity } from "@rally/shared/server/tokens";
import type WebSocket from "ws";
import { closeCodes } from "@rally/shared/rooms";
import { awarenessFrame, encodeAwareness } from "./frames.js";

/** Bytes that may wait for a slow reader; a frame is never skipped, so past this it is closed. */
const WAITING_BYTES = 2 * 1024 * 1024;

/** How long a slow reader has to read up to its close frame. */
const CLOSING_MS = 5_000;

/** An awareness update about nobody: what keeps y-websocket's 30 s watchdog quiet. */
const KEEP_ALIVE = awarenessFrame(encodeAwareness([]));

let connections = 0;

/** One socket in one room, bound to the user and session that opened it. */
export class Connection {
  /** Rises with each connection, so that the newest of a user's can be told. */
  readonly number = (connections += 1);
  readonly userId: string;
  readonly sessionId: string;
  private readonly socket: WebSocket;

  constructor(socket: WebSocket, identity: Identity) {
    this.socket = socket;
    this.userId = identity.userId;
    this.sessionId = identity.sessionId;
  }

  get open(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(frame: Uint8Array): void {
    if (!this.open) return;
    if (this.socket.bufferedAmount > WAITING_BYTES) {
      this.close(closeCodes.slowReader, "too slow a reader");
      // The close frame waits behind the rest; who does not read even that is cut off.
      setTimeout(() => {
        this.socket.terminate();
      }, CLOSING_MS).unref();
      return;
    }
    this.socket.send(frame);
  }

  keepAlive(): void {
    this.send(KEEP_ALIVE);
  }

  close(code: CloseCode, reason: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.close(code, reason);
  }
}
