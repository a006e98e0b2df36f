import type { Limits } from "@rally/shared/limits";
import { closeCodeName, closeCodes, SUBPROTOCOL } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { History } from "@rally/shared/server/history";
import type { Logger } from "@rally/shared/server/logger";
import type { Metrics } from "@rally/shared/server/metrics";
import type { Tokens } from "@rally/shared/server/tokens";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";
import { BlockBoard } from "./blocks/index.js";
import type { ConversationLog } from "./log/index.js";
import { openConversations } from "./conversations.js";
import {
  introduce,
  refusalOf,
  RightsWatch,
  roomOfPath,
  type Admission,
} from "./admission/index.js";
import { HiddenBoard, SeenWriter } from "./presence/index.js";
import { UserRooms } from "./rooms/index.js";
import { ConversationSession, Peers, UserSession, type RoomSession } from "./sockets/index.js";
import { Connection, PeerSocket, dismiss } from "./wire/index.js";

export interface SyncContext {
  database: Database;
  bus: Bus;
  tokens: Tokens;
  logger: Logger;
  limits: Limits;
  metrics: Metrics;
  history: History;
  /** The origin that browsers must come from; unset: the request's own host. */
  publicUrl: string | undefined;
}

export interface SyncServer {
  /** The one way to write a conversation. */
  readonly log: ConversationLog;
  /** How many rooms this process holds. */
  readonly loaded: { conversations: number; users: number };
  /** Forgets rooms that nobody has used for `idleMs`; happens by itself after a minute. */
  forgetIdle(idleMs: number): void;
  /** Takes an upgrade whose path is a room's; false when it is another's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Closes every socket with 4503 after what is being written has been committed. */
  stop(): Promise<void>;
}

const LOOK_MS = 500;
const IDLE_MS = 60_000;

/** The rooms of this process: authenticate, load, append, broadcast. */
export function createSyncServer(context: SyncContext): SyncServer {
  const { database, bus, logger, metrics, history } = context;
  const blocks = new BlockBoard(context, (one, other) => {
    conversations.part(one, other);
    users.part(one, other);
  });
  const hidden = new HiddenBoard(context, (userId) => {
    conversations.appear(userId);
    users.presence.look(userId);
  });
  const { conversations, log } = openConversations(context, { blocks, hidden });
  const seen = new SeenWriter(context);
  const users = new UserRooms({
    ...{ ...context, blocks, hidden },
    lineage: () => history.lineage,
    left: (userId) => seen.add([userId]),
  });
  history.onRenewed(() => {
    users.beginAnew();
  });
  const watch = new RightsWatch(context, blocks);
  const peers = new Peers(context);
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    WebSocket: PeerSocket,
    maxPayload: context.limits.frameBytes,
    maxFragments: context.limits.frameFragments,
    maxBufferedChunks: context.limits.frameChunks,
    ...{ closeTimeout: context.limits.closingTime }, // which @types/ws does not know yet
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  const begin = async (connection: Connection, { address }: Admission): Promise<RoomSession> => {
    if (address.kind === "conversation") {
      const room = conversations.of(address.id);
      room.hold();
      return new ConversationSession(connection, room);
    }
    return new UserSession(connection, await users.open(address.id), users);
  };

  const welcome = async (socket: WebSocket, request: IncomingMessage): Promise<void> => {
    const admission = introduce(request, context);
    if ("code" in admission) {
      metrics.refusals.inc({ reason: closeCodeName(admission.code) });
      dismiss(socket, request.socket, admission.code, admission.reason);
      return;
    }
    const { identity, address } = admission;
    const allowance = peers.enter(socket, identity.userId);
    if (!allowance) {
      metrics.refusals.inc({ reason: closeCodeName(closeCodes.slowDown) });
      dismiss(socket, request.socket, closeCodes.slowDown, "too many sockets");
      return;
    }
    const connection = new Connection(socket, request.socket, { identity, allowance }, context);
    metrics.connections.inc({ kind: address.kind });
    watch.add(connection, address);
    const known = [blocks.enter(identity.userId), hidden.enter(identity.userId)];
    socket.once("close", () => {
      metrics.connections.dec({ kind: address.kind });
      watch.remove(connection, address);
      blocks.leave(identity.userId);
      hidden.leave(identity.userId);
    });
    const [refusal] = await Promise.all([refusalOf(admission, database), ...known]);
    if (refusal) {
      connection.close(refusal.code, refusal.reason);
      return;
    }
    const session = await begin(connection, admission);
    if (!connection.open) {
      session.leave();
      return;
    }
    peers.add(socket, connection, session);
  };

  const forgetIdle = (idleMs: number): void => {
    conversations.sweep(idleMs);
    users.sweep(idleMs);
  };

  const timers = [
    every(context.limits.presenceRepeat, () => {
      for (const room of conversations.all()) {
        room.awareness.publish();
        room.awareness.forgetSilent(room.connections);
      }
      users.presence.renew();
      void watch.lookAtAll().catch((error: unknown) => {
        logger.warn({ err: error }, "old rows could not be forgotten");
      });
      forgetIdle(IDLE_MS);
      metrics.roomsLoaded.set({ kind: "conversation" }, conversations.size);
      metrics.roomsLoaded.set({ kind: "user" }, users.size);
    }),
    every(LOOK_MS, () => watch.look()),
    every(LOOK_MS, () => seen.write()),
    every(context.limits.lastSeenInterval, () => seen.add(users.presence.seenHere)),
    ...(bus.shared
      ? [
          every(LOOK_MS, () =>
            Promise.all([
              conversations.lookForLostHints(),
              users.lookForLostHints(),
              hidden.reload(),
            ]).catch((error: unknown) => {
              logger.warn({ err: error }, "rooms cannot be compared with the database");
            }),
          ),
        ]
      : []),
  ];

  bus.onReconnect(() => {
    for (const room of conversations.all()) room.awareness.publish();
  });

  return {
    log,
    get loaded() {
      return { conversations: conversations.size, users: users.size };
    },
    forgetIdle,
    handleUpgrade(request, socket, head) {
      if (roomOfPath(request.url) === undefined) return false;
      server.handleUpgrade(request, socket, head, (ws) => {
        ws.on("error", (error) => {
          logger.debug({ err: error }, "a socket failed");
        });
        // Nothing is read before it is known who speaks.
        ws.pause();
        welcome(ws, request)
          .catch((error: unknown) => {
            logger.error({ err: error }, "a handshake failed");
            dismiss(ws, request.socket, closeCodes.failed, "try again");
          })
          .finally(() => {
            ws.resume();
          });
      });
      return true;
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await log.close();
      peers.closeAll(closeCodes.goingDown, "going down");
      await drained(peers, 1_000);
      peers.stop();
      for (const ws of server.clients) ws.terminate();
      await seen.write();
      users.close();
      server.close();
    },
  };
}

/** Repeats `action`; a round that is still running is not run over. */
function every(milliseconds: number, action: () => Promise<unknown> | void): NodeJS.Timeout {
  let running = false;
  return setInterval(() => {
    if (running) return;
    running = true;
    void Promise.resolve(action()).finally(() => {
      running = false;
    });
  }, milliseconds);
}

async function drained(peers: Peers, atMost: number): Promise<void> {
  const until = Date.now() + atMost;
  while (peers.size > 0 && Date.now() < until) await pause(5);
}
