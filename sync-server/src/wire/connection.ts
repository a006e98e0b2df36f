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

/** What a waiting frame costs beside its bytes. */
const OVERHEAD_BYTES = 256;

/** An awareness update about nobody: what keeps y-websocket's 30 s watchdog quiet. */
const KEEP_ALIVE = frameOf(awarenessFrame(encodeAwareness([])));
const KEEP_ALIVE_AND_PING = Buffer.concat([KEEP_ALIVE, PING]);

/** Closes that an operator may want to know of: a lost permission, or a client that misbehaves. */
const REFUSALS = new Set<CloseCode>([
  closeCodes.unauthenticated,
  closeCodes.badFrame,
  closeCodes.refused,
  closeCodes.tooLarge,
  closeCodes.slowReader,
  closeCodes.slowDown,
]);

let connections = 0;

/** What all connections share; one object for all, since there are many of them. */
export interface ConnectionContext {
  limits: Limits;
  logger: Logger;
  metrics: Pick<Metrics, "bytesOut" | "refusals">;
  gate: DeliveryGate;
}

/** One socket in one room, bound to the user and session that opened it. */
export class Connection {
  /** Rises with each connection, so that the newest of a user's can be told. */
  readonly number = (connections += 1);
  readonly userId: string;
  readonly sessionId: string;
  /** What its user's sockets may cost together. */
  readonly allowance: Allowance;
  /** The awareness id that the server assigned to it in its room, once it has spoken. */
  client: number | undefined = undefined;
  /** What it calls itself in its awareness updates. */
  ownId: number | undefined = undefined;
  /** The server closed it: what it says afterwards is not heard. */
  dismissed = false;
  /** How often it may say something of itself; made when it first does. */
  private sayings: Bucket | undefined = undefined;
  /** Frames handed over since the reader last kept up. */
  private behind = 0;
  /** Frames that wait for a check of permissions, each with the check that had begun by then. */
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

  /** Sends one message. */
  send(payload: Uint8Array): void {
    if (this.open) this.sendFrame(frameOf(payload));
  }

  /**
   * Sends a message that `frameOf` has framed, straight to the net socket: the same bytes serve
   * any number of readers. No frame is ever skipped, so who is too far behind is closed [S12].
   */
  sendFrame(frame: Buffer): void {
    if (!this.open) return;
    if (this.context.gate.isOpen && this.held.length === 0) this.write(frame);
    else this.hold(frame);
  }

  /** Sends what was held before check number `check` began. @returns whether anything remains. */
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
    const waiting = this.stream.writableLength + this.behind * OVERHEAD_BYTES;
    this.context.metrics.bytesOut.inc(frame.length);
    if (waiting > this.context.limits.readerBytes) {
      this.close(closeCodes.slowReader, "too slow a reader");
    } else if (this.stream.write(frame)) {
      this.behind = 0;
    } else {
      if (this.behind === 0) this.stream.once("drain", () => (this.behind = 0));
      this.behind += 1;
    }
  }

  /** Whether it may say something of itself again: awareness that is too frequent is left out. */
  maySay(): boolean {
    const now = performance.now();
    this.sayings ??= new Bucket(this.allowance.rates.awarenessStates, now);
    return this.sayings.take(1, now);
  }

  /** Shows the client that the server lives, and asks whether the client does: in one write. */
  keepAlive(): void {
    if (!this.open) return;
    if (this.context.gate.isOpen && this.held.length === 0) {
      this.write(KEEP_ALIVE_AND_PING);
      return;
    }
    // A frame that is held back must not hold up the ping.
    this.hold(KEEP_ALIVE);
    this.ping();
  }

  /** Asks whether the client lives; a WebSocket ping is no message, so nothing holds it back. */
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
      logger.info({ user: this.userId, code, reason }, "a socket was closed");
    }
    dismiss(this.socket, this.stream, code, reason);
  }

  /** Cuts the line of a peer that does not answer. */
  terminate(): void {
    this.socket.terminate();
  }
}

/**
 * Closes a socket behind all that waits to be read, and hears nothing more from it: what still
 * comes is thrown away unread, so that the close frame is not lost to a reset. ws ends it for good
 * after its `closeTimeout`.
 */
export function dismiss(socket: WebSocket, stream: Duplex, code: CloseCode, reason: string): void {
  socket.close(code, reason);
  stream.removeAllListeners("data");
  stream.resume();
  stream.end();
}
