import { once } from "node:events";
import { gameProtocols, gameSocketPath } from "@rally/shared/games";
import { closeCodes, type CloseCode } from "@rally/shared/rooms";
import { frameOf, textFrameOf, type Connection, type RoomSession } from "@rally/sync-server";
import { WebSocket, type RawData } from "ws";

/** Marks a socket that another process forwards, so that it is not forwarded again. */
export const RELAYED_HEADER = "x-rally-relayed";

const CONNECT_MS = 5_000;
/** Bytes of one message from the owner: a match that is joined late, with all its moves. */
const MESSAGE_BYTES = 256 * 1024;
const known = new Set<number>(Object.values(closeCodes));

/** A socket of a match that another process runs: each frame is passed on as it is. */
export class RelaySession implements RoomSession {
  readonly acceptsText = true as const;
  private readonly upstream: WebSocket;
  private readonly connection: Connection;

  private constructor(connection: Connection, upstream: WebSocket) {
    this.connection = connection;
    this.upstream = upstream;
    upstream.on("message", (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer;
      connection.sendFrame(isBinary ? frameOf(bytes) : textFrameOf(bytes));
    });
    upstream.on("close", (code) => {
      const passed = known.has(code) ? (code as CloseCode) : closeCodes.failed;
      connection.close(passed, "closed by the server of the match");
    });
    upstream.on("error", () => {
      connection.close(closeCodes.failed, "the server of the match cannot be reached");
    });
  }

  /**
   * Connects to the process at `url` as the same user.
   * @throws the error of the connection
   */
  static async open(
    connection: Connection,
    { url, matchId, token }: { url: string; matchId: string; token: string },
  ): Promise<RelaySession> {
    const address = new URL(gameSocketPath(matchId), url.replace(/^http/, "ws"));
    const upstream = new WebSocket(address, gameProtocols(token), {
      headers: { [RELAYED_HEADER]: "1" },
      ...{ perMessageDeflate: false, maxPayload: MESSAGE_BYTES, handshakeTimeout: CONNECT_MS },
    });
    const session = new RelaySession(connection, upstream);
    await once(upstream, "open");
    return session;
  }

  /** Resolves when the frame was handed on, so that no more are read than the owner takes. */
  async receive(data: Uint8Array, isBinary: boolean): Promise<void> {
    if (this.upstream.readyState !== WebSocket.OPEN) return;
    await new Promise<void>((resolve) => {
      this.upstream.send(data, { binary: isBinary }, () => {
        resolve();
      });
    });
  }

  leave(): void {
    this.upstream.close();
  }

  keepAlive(): void {
    this.connection.ping();
  }
}
