import type { Limits } from "@rally/shared/limits";
import type { CloseCode } from "@rally/shared/rooms";
import type { Logger } from "@rally/shared/server/logger";
import type { Metrics } from "@rally/shared/server/metrics";
import type { Identity } from "@rally/shared/server/tokens";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { closeCodeName, closeCodes } from "@rally/shared/rooms";
import { Bucket, type Allowance } from "../rates/index.js";
import type { DeliveryGate } from "./delivery-gate.js";
import { awarenessFrame, encodeAwareness } from "./frames.js";
import { frameOf, PING } from "./web-socket-frame.js";

/** The memory of a waiting frame beyond its bytes. */
const OVERHEAD_BYTES = 256;

/** An empty awareness update, which resets y-websocket's 30 s watchdog. */
const KEEP_ALIVE = frameOf(awarenessFrame(encodeAwareness([])));
const KEEP_ALIVE_AND_PING = Buffer.concat([KEEP_ALIVE, PING]);

/** Close codes logged for the operator: a lost permission, or a client that misbehaves. */
const REFUSALS = new Set<CloseCode>([
  closeCodes.unauthenticated,
  closeCodes.badFrame,
  closeCodes.refused,
  closeCodes.tooLarge,
  closeCodes.slowReader,
  closeCodes.slowDown,
]);

let connections = 0;

/** The context that all connections share, one object to save memory. */
export interface ConnectionContext {
  limits: Limits;
  logger: Logger;
  metrics: Pick<Metrics, "bytesOut" | "refusals">;
  gate: DeliveryGate;
}

export class Connection {
  /** Rises with each connection, which identifies a user's newest one. */
  readonly number = (connections += 1);
  readonly userId: string;
  readonly sessionId: string;
  /** The rate budget that all of the user's sockets share. */
  readonly allowance: Allowance;
  /** The awareness id that the server assigned in the room. Undefined before the first update. */
  client: number | undefined = undefined;
  /** The client's own id in its awareness updates. */
  ownId: number | undefined = undefined;
  /** The server closed the socket and ignores later frames. */
  dismissed = false;
  /** The rate of the client's awareness updates. Created with the first one. */
  private awarenessRate: Bucket | undefined = undefined;
  /** Frames handed over since the reader last kept up. */
  private backlog = 0;
  /** Frames that wait for a permission check, each with the number of the check begun by then. */
  private held: { frame: Buffer; check: number }[] = [];
  private heldBytes = 0;
  private readonly socket: WebSocket;
  private readonly stream: Duplex;
  private readonly context: ConnectionContext;

  /** @param stream the net socket beneath `socket`. */
  constructor(
    socket: WebSocket,
    stream: Duplex,
    { identity, allowance }: { identity: Identity; allowance: Allowance },
    context: ConnectionContext,
  ) {
    this.socket = socket;
    this.stream = stream;
    this.userId = identity.userId;
    this.sessionId = identity.sessionId;
    this.allowance = allowance;
    this.context = context;
  }

  get open(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(payload: Uint8Array): void {
    if (this.open) this.sendFrame(frameOf(payload));
  }

  /**
   * Sends a frame made by `frameOf` straight to the net socket, so that any number of readers share
   * the same bytes. No frame is ever skipped: a reader too far behind is closed [S12].
   */
  sendFrame(frame: Buffer): void {
    if (!this.open) return;
    if (this.context.gate.isOpen && this.held.length === 0) this.write(frame);
    else this.hold(frame);
  }

  /** Sends the frames held before check number `check` began. @returns whether any remain. */
  release(check: number): boolean {
    const { held } = this;
    this.held = [];
    this.heldBytes = 0;
    for (const { frame, check: begun } of held) {
      if (!this.open) break;
      if (begun < check) this.write(frame);
      else this.keep(frame, begun);
    }
    return this.held.length > 0;
  }

  private hold(frame: Buffer): void {
    const { gate, limits } = this.context;
    gate.hold(this);
    this.keep(frame, gate.check);
    if (this.heldBytes > limits.readerBytes) {
      this.close(closeCodes.goingDown, "permissions cannot be checked");
    }
  }

  private keep(frame: Buffer, check: number): void {
    this.held.push({ frame, check });
    this.heldBytes += frame.length + OVERHEAD_BYTES;
  }

  private write(frame: Buffer): void {
    const waiting = this.stream.writableLength + this.backlog * OVERHEAD_BYTES;
    this.context.metrics.bytesOut.inc(frame.length);
    if (waiting > this.context.limits.readerBytes) {
      this.close(closeCodes.slowReader, "too slow a reader");
    } else if (this.stream.write(frame)) {
      this.backlog = 0;
    } else {
      if (this.backlog === 0) this.stream.once("drain", () => (this.backlog = 0));
      this.backlog += 1;
    }
  }

  /** Whether the client may update its awareness again. Updates that come too often are dropped. */
  mayUpdateAwareness(): boolean {
    const now = performance.now();
    this.awarenessRate ??= new Bucket(this.allowance.rates.awarenessStates, now);
    return this.awarenessRate.take(1, now);
  }

  /** Sends a keep-alive and a ping in one write. */
  keepAlive(): void {
    if (!this.open) return;
    if (this.context.gate.isOpen && this.held.length === 0) {
      this.write(KEEP_ALIVE_AND_PING);
      return;
    }
    // A held keep-alive must not delay the ping.
    this.hold(KEEP_ALIVE);
    this.ping();
  }

  /** Sends a ping. A ping carries no message, so the delivery gate does not hold it. */
  ping(): void {
    if (this.open) this.stream.write(PING);
  }

  close(code: CloseCode, reason: string): void {
    if (!this.open) return;
    this.dismissed = true;
    this.held = [];
    const { logger, metrics } = this.context;
    metrics.refusals.inc({ reason: closeCodeName(code) });
    if (REFUSALS.has(code)) {
      logger.info({ user: this.userId, code, reason }, "closed a socket");
    }
    dismiss(this.socket, this.stream, code, reason);
  }

  /** Destroys the socket of a peer that does not answer. */
  terminate(): void {
    this.socket.terminate();
  }
}

/**
 * Closes a socket and discards all further input unread, so that a reset does not lose the close
 * frame. ws destroys the socket after its `closeTimeout`.
 */
export function dismiss(socket: WebSocket, stream: Duplex, code: CloseCode, reason: string): void {
  socket.close(code, reason);
  stream.removeAllListeners("data");
  stream.resume();
  stream.end();
}
