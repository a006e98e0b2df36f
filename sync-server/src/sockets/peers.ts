import type { CloseCode } from "@rally/shared/rooms";
import type { Metrics } from "@rally/shared/server/metrics";
import type { RawData, WebSocket } from "ws";
import { Allowance, FrameScheduler, ratesOf } from "../rates/index.js";
import type { Connection } from "../wire/index.js";
import { Heartbeat } from "./heartbeat.js";
import { Peer, type PeerContext } from "./peer.js";
import type { RoomSession } from "./room-session.js";

const FORGET_MS = 10_000;

export interface PeersContext extends PeerContext {
  metrics: Pick<Metrics, "bytesIn" | "frameSeconds">;
}

/** All sockets of this process that are in a room, with each user's rates. */
export class Peers {
  private readonly peers = new Set<Peer>();
  private readonly allowances = new Map<string, Allowance>();
  private readonly heartbeat: Heartbeat;
  private readonly forgetting: NodeJS.Timeout;
  private readonly rates: ReturnType<typeof ratesOf>;
  private readonly scheduler: FrameScheduler;
  private readonly context: PeersContext;
  private readonly observe = (seconds: number): void => {
    this.context.metrics.frameSeconds.observe(seconds);
  };

  constructor(context: PeersContext) {
    this.context = context;
    this.rates = ratesOf(context.limits);
    this.scheduler = new FrameScheduler(this.rates.framesLoopTime);
    this.heartbeat = new Heartbeat(context.limits.pingInterval);
    this.forgetting = setInterval(() => {
      this.forgetFresh();
    }, FORGET_MS);
  }

  get size(): number {
    return this.peers.size;
  }

  /**
   * Counts a socket towards its user until it closes.
   * @returns undefined when the user has too many, or opens them too fast.
   */
  enter(socket: WebSocket, userId: string): Allowance | undefined {
    const now = performance.now();
    const allowance =
      this.allowances.get(userId) ?? new Allowance(this.rates, now, this.scheduler, this.observe);
    this.allowances.set(userId, allowance);
    if (!allowance.takeHandshake(now)) return undefined;
    if (allowance.sockets >= this.context.limits.userSockets) return undefined;
    if (socket.readyState === socket.CLOSED) return allowance;
    allowance.sockets += 1;
    socket.once("close", () => (allowance.sockets -= 1));
    return allowance;
  }

  /** Starts to read a socket. */
  add(socket: WebSocket, connection: Connection, session: RoomSession): void {
    const peer = new Peer(socket, connection, session, this.context);
    this.peers.add(peer);
    this.heartbeat.add(peer);
    socket.on("message", (data: RawData, isBinary: boolean) => {
      peer.receive(data as Buffer, isBinary);
    });
    const control = (data: Buffer): void => {
      peer.receiveControl(data);
    };
    socket.on("ping", control);
    socket.on("pong", control);
    socket.once("close", () => {
      this.remove(peer);
    });
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const { connection } of this.peers) connection.close(code, reason);
  }

  stop(): void {
    this.heartbeat.stop();
    clearInterval(this.forgetting);
  }

  private remove(peer: Peer): void {
    this.peers.delete(peer);
    this.heartbeat.remove(peer);
    peer.session.leave();
  }

  private forgetFresh(): void {
    const now = performance.now();
    for (const [user, allowance] of this.allowances) {
      if (allowance.isFresh(now)) this.allowances.delete(user);
    }
  }
}
