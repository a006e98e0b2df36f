import type { Limits } from "@rally/shared/limits";
import { closeCodeName, closeCodes, type CloseCode } from "@rally/shared/rooms";
import { clientIp, type AddressBans } from "@rally/shared/server/addresses";
import type { Bus } from "@rally/shared/server/bus";
import { DedicatedConnection, type Database } from "@rally/shared/server/database";
import type { History } from "@rally/shared/server/history";
import type { Logger } from "@rally/shared/server/logger";
import type { Metrics } from "@rally/shared/server/metrics";
import type { Tokens } from "@rally/shared/server/tokens";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";
import {
  AddressWatch,
  PermissionPoll,
  readAdmissions,
  readCaller,
  RightsWatch,
  type AdmissionKey,
  type AdmissionRows,
  type Refusal,
} from "../admission/index.js";
import { ChangeFeed } from "../feed/index.js";
import { Batching } from "../scheduling/index.js";
import { Peers, type RoomSession } from "../sockets/index.js";
import { Connection, DeliveryGate, PeerSocket, dismiss } from "../wire/index.js";

export interface GuardedSocketsContext {
  database: Database;
  bus: Bus;
  tokens: Tokens;
  logger: Logger;
  /** Of these sockets: frames, rates, readers. */
  limits: Limits;
  metrics: Metrics;
  history: History;
  addressBans: AddressBans;
  publicUrl: string | undefined;
}

/** The protocol that the sockets speak. */
export interface GuardedProtocol {
  subprotocol: string;
  /** Decides about a socket whose session is alive, and begins to serve it. */
  open(connection: Connection, request: IncomingMessage): Promise<RoomSession | Refusal>;
  /** There is a new block between each of these pairs of users. */
  onBlocked(pairs: readonly (readonly [string, string])[]): void;
  /** Losses may have been missed: blocks have to be read again. */
  onGap(): Promise<void>;
}

/** The address by which the watch of permissions knows a socket that is in no room. */
const addressOf = (id: string) => ({ kind: "user", id }) as const;

/** Milliseconds that sockets have to close when the process stops. */
const CLOSING_MS = 1_000;

/**
 * WebSockets outside rooms, with the same handshake, limits and permissions: the end of a session and
 * the ban of an address close them within a second [S11].
 */
export class GuardedSockets {
  private readonly context: GuardedSocketsContext;
  private readonly protocol: GuardedProtocol;
  private readonly polling: DedicatedConnection;
  private readonly gate: DeliveryGate;
  private readonly watch: RightsWatch;
  private readonly addresses: AddressWatch;
  private readonly poll: PermissionPoll;
  private readonly peers: Peers;
  private readonly admissions: Batching<AdmissionKey, AdmissionRows>;
  private readonly server: WebSocketServer;
  private readonly handshakes = new Set<Promise<void>>();
  private readonly unsubscribe: () => void;
  private isStopping = false;

  constructor(context: GuardedSocketsContext, protocol: GuardedProtocol) {
    this.context = context;
    this.protocol = protocol;
    const { database, limits, logger, metrics, bus } = context;
    this.polling = new DedicatedConnection(database, "rally game permissions");
    const { query } = this.polling;
    this.gate = new DeliveryGate(limits.permissionAge);
    this.watch = new RightsWatch(query);
    this.addresses = new AddressWatch(context.addressBans, query);
    this.admissions = new Batching((keys) => readAdmissions(query, keys));
    this.peers = new Peers(context);
    const feed = new ChangeFeed(
      { connection: this.polling, logger },
      {
        onLost: async (lost) => {
          await this.watch.checkLost(lost);
          if (lost.some(({ kind }) => kind === "address")) await this.addresses.reload();
          const pairs = lost.flatMap(({ kind, user_id: by, other_id: user }) =>
            kind === "block" && by && user ? [[by, user] as const] : [],
          );
          if (pairs.length > 0) protocol.onBlocked(pairs);
        },
        onMoved: () => undefined,
        onGap: async () => {
          await this.watch.checkAll();
          await this.addresses.reload();
          await protocol.onGap();
        },
      },
    );
    this.poll = new PermissionPoll({
      ...{ connections: [this.polling], feed, watch: this.watch, gate: this.gate },
      ...{ limits, logger, metrics },
    });
    context.history.onRenewed(() => {
      feed.reset();
    });
    this.unsubscribe = bus.subscribe("sessionEnded", ({ session }) => {
      this.watch.end(session);
    });
    this.server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      WebSocket: PeerSocket,
      maxPayload: limits.frameBytes,
      maxFragments: limits.frameFragments,
      maxBufferedChunks: limits.frameChunks,
      ...{ closeTimeout: limits.closingTime }, // which @types/ws does not know yet
      handleProtocols: (offered) =>
        offered.has(protocol.subprotocol) ? protocol.subprotocol : false,
    });
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { logger } = this.context;
    this.server.handleUpgrade(request, socket, head, (ws) => {
      ws.on("error", (error) => {
        logger.debug({ err: error }, "a socket failed");
      });
      if (this.isStopping) {
        dismiss(ws, request.socket, closeCodes.goingDown, "going down");
        return;
      }
      // Nothing is read before the user is known.
      ws.pause();
      const handshake = this.admit(ws, request)
        .catch((error: unknown) => {
          logger[this.isStopping ? "debug" : "error"]({ err: error }, "a handshake failed");
          dismiss(ws, request.socket, closeCodes.failed, "try again");
        })
        .finally(() => {
          this.handshakes.delete(handshake);
          ws.resume();
        });
      this.handshakes.add(handshake);
    });
  }

  private async admit(socket: WebSocket, request: IncomingMessage): Promise<void> {
    const { context, watch, addresses, gate } = this;
    const handshake = readCaller(request, context, this.protocol.subprotocol);
    if ("code" in handshake) {
      this.refuse(socket, request, handshake);
      return;
    }
    const { identity } = handshake;
    const { userId, sessionId } = identity;
    const allowance = this.peers.enter(socket, userId);
    if (!allowance) {
      this.refuse(socket, request, { code: closeCodes.slowDown, reason: "too many sockets" });
      return;
    }
    const caller = { identity, allowance };
    const connection = new Connection(socket, request.socket, caller, { ...context, gate });
    const ip = clientIp(request, context.publicUrl);
    context.metrics.connections.inc({ kind: "game" });
    watch.add(connection, addressOf(userId));
    addresses.add(connection, ip);
    socket.once("close", () => {
      context.metrics.connections.dec({ kind: "game" });
      gate.drop(connection);
      watch.remove(connection, addressOf(userId));
      addresses.remove(connection, ip);
    });
    if (!(await addresses.admits(connection, ip))) return;
    const key = { userId, sessionId, conversationId: undefined, isNew: false };
    const { remaining } = await this.admissions.get(key);
    if (remaining === null) {
      connection.close(closeCodes.unauthenticated, "the session ended");
      return;
    }
    watch.admit(sessionId, remaining);
    const session = await this.protocol.open(connection, request);
    if ("code" in session) {
      connection.close(session.code, session.reason);
      return;
    }
    if (!connection.open) session.leave();
    else this.peers.add(socket, connection, session);
  }

  private refuse(socket: WebSocket, request: IncomingMessage, { code, reason }: Refusal): void {
    this.context.metrics.refusals.inc({ reason: closeCodeName(code) });
    dismiss(socket, request.socket, code, reason);
  }

  /** Closes every socket with `code`, and resolves when they are closed. */
  async stop(code: CloseCode = closeCodes.goingDown): Promise<void> {
    this.isStopping = true;
    this.unsubscribe();
    this.peers.closeAll(code, "going down");
    const until = Date.now() + CLOSING_MS;
    await Promise.race([Promise.all(this.handshakes), pause(CLOSING_MS)]);
    while (this.peers.size > 0 && Date.now() < until) await pause(5);
    this.peers.stop();
    for (const ws of this.server.clients) ws.terminate();
    await this.poll.stop();
    this.server.close();
  }
}
