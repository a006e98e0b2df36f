import type { Limits } from "@rally/shared/limits";
import { closeCodes } from "@rally/shared/rooms";
import type { Logger } from "@rally/shared/server/logger";
import type { Metrics } from "@rally/shared/server/metrics";
import type { WebSocket } from "ws";
import { Bucket } from "../rates/index.js";
import type { Connection } from "../wire/index.js";
import type { RoomSession } from "./room-session.js";

export interface PeerContext {
  limits: Limits;
  logger: Logger;
  metrics: Pick<Metrics, "bytesIn">;
}

/**
 * The input of one socket: limited by its rates, processed one frame at a time within the user's
 * share of time, and not read while too much waits [S12].
 */
export class Peer {
  readonly connection: Connection;
  readonly session: RoomSession;
  private readonly socket: WebSocket;
  private readonly bounds: Limits;
  private readonly logger: Logger;
  private readonly metrics: PeerContext["metrics"];
  private readonly frames: Bucket;
  private readonly bytes: Bucket;
  private waiting: { data: Buffer; isBinary: boolean }[] = [];
  private waitingBytes = 0;
  private running = false;
  /** Whether nothing was received since the last ping. */
  private unanswered = false;

  constructor(
    socket: WebSocket,
    connection: Connection,
    session: RoomSession,
    context: PeerContext,
  ) {
    this.socket = socket;
    this.connection = connection;
    this.session = session;
    this.bounds = context.limits;
    this.logger = context.logger;
    this.metrics = context.metrics;
    const { socketFrames, socketBytes } = connection.allowance.rates;
    this.frames = new Bucket(socketFrames, performance.now());
    this.bytes = new Bucket(socketBytes, performance.now());
  }

  get number(): number {
    return this.connection.number;
  }

  /** Receives a frame from the socket. */
  receive(data: Buffer, isBinary: boolean): void {
    if (!this.admits(data.length)) return;
    if (!isBinary && !this.session.acceptsText) {
      this.connection.close(closeCodes.badFrame, "frames are binary");
      return;
    }
    this.metrics.bytesIn.inc(data.length);
    this.waiting.push({ data, isBinary });
    this.waitingBytes += data.length;
    this.connection.allowance.waitingBytes += data.length;
    if (this.isFull) this.socket.pause();
    if (!this.running) void this.run();
  }

  /** Receives a ping or a pong, which also count against the rates. */
  receiveControl(data: Buffer): void {
    this.admits(data.length);
  }

  /** Pings the client, and shows it that the server lives. */
  beat(): void {
    // A paused socket cannot answer, as its input is not read.
    if (this.unanswered && !this.socket.isPaused) {
      this.connection.terminate();
      return;
    }
    this.unanswered = !this.socket.isPaused;
    this.session.keepAlive();
  }

  /** Whether a frame of this size is within the rates. Otherwise closes the socket. */
  private admits(bytes: number): boolean {
    const { connection } = this;
    if (connection.dismissed) return false;
    this.unanswered = false;
    const now = performance.now();
    const withinRates =
      this.frames.take(1, now) &&
      this.bytes.take(bytes, now) &&
      connection.allowance.takeFrame(bytes, now);
    if (!withinRates) connection.close(closeCodes.slowDown, "too much at once");
    return withinRates;
  }

  private get isFull(): boolean {
    return (
      this.waiting.length >= this.bounds.socketWaitingFrames ||
      this.waitingBytes >= this.bounds.socketWaitingBytes ||
      this.connection.allowance.waitingBytes >= this.bounds.userWaitingBytes
    );
  }

  private async run(): Promise<void> {
    const { connection, session } = this;
    const { allowance } = connection;
    this.running = true;
    while (this.waiting.length > 0) {
      const frames = this.waiting;
      this.waiting = [];
      for (const { data, isBinary } of frames) {
        try {
          // Frames from before the client closed the socket count. After the server closed it, none
          // do.
          await allowance.run(() =>
            connection.dismissed ? undefined : session.receive(data, isBinary),
          );
        } catch (error) {
          this.logger.error({ err: error, user: connection.userId }, "failed to handle a frame");
          connection.close(closeCodes.failed, "try again");
        }
        this.waitingBytes -= data.length;
        allowance.waitingBytes -= data.length;
      }
      if (!connection.dismissed) this.socket.resume();
    }
    this.running = false;
  }
}
