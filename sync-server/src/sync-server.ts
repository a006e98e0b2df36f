import type { Limits } from "@rally/shared/limits";
import { closeCodeName, closeCodes, SUBPROTOCOL } from "@rally/shared/rooms";
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
  readHandshake,
  PermissionPoll,
  readAdmissions,
  refusalOf,
  RightsWatch,
  roomOfPath,
  type Admission,
  type AdmissionKey,
  type AdmissionRows,
} from "./admission/index.js";
import { Batching } from "./scheduling/index.js";
import { BlockCache } from "./blocks/index.js";
import { openConversations } from "./conversations/index.js";
import { createFeedListener } from "./feed-listener.js";
import { ChangeFeed, startTrim } from "./feed/index.js";
import type { ConversationLog } from "@rally/shared/server/log";
import { HiddenUsersCache, SeenWriter } from "./presence/index.js";
import type { PermissionCheck } from "./permissions/index.js";
import { UserRooms } from "./rooms/index.js";
import { ConversationSession, Peers, UserSession, type RoomSession } from "./sockets/index.js";
import { Connection, DeliveryGate, PeerSocket, dismiss } from "./wire/index.js";

export interface SyncContext {
  database: Database;
  bus: Bus;
  tokens: Tokens;
  logger: Logger;
  limits: Limits;
  metrics: Metrics;
  history: History;
  addressBans: AddressBans;
  /** The origin that browsers must come from; unset: the request's own host. */
  publicUrl: string | undefined;
}

export interface SyncServer {
  /** The one way to write a conversation. */
  readonly log: ConversationLog;
  /** How many rooms this process holds. */
  readonly loaded: { conversations: number; users: number };
  /** Unloads rooms that were not used for `idleMs`. Runs by itself after a minute. */
  forgetIdle(idleMs: number): void;
  /** Handles an upgrade for a room. @returns false for any other path */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Closes every socket with 4503 once pending writes are committed. */
  stop(): Promise<void>;
}

const SEEN_MS = 500;
const IDLE_MS = 60_000;

/** The rooms of this process: authenticate, load, append, broadcast. */
export function createSyncServer(context: SyncContext): SyncServer {
  const { database, bus, logger, metrics, history } = context;
  const polling = new DedicatedConnection(database, "rally permissions");
  const admitting = new DedicatedConnection(database, "rally handshakes");
  const { query } = polling;
  const gate = new DeliveryGate(context.limits.permissionAge);
  const permissions: PermissionCheck = {
    get checked() {
      return feed.checked;
    },
    reach: (lossCount) => feed.reach(lossCount),
  };
  const watch = new RightsWatch(query);
  const addresses = new AddressWatch(context.addressBans, query);
  const blocks = new BlockCache({ query, bus, logger }, (one, other) => {
    for (const user of [one, other]) {
      for (const [id, sockets] of watch.socketsInConversations(user)) {
        rooms.blocksChanged(id, [one, other], sockets);
      }
    }
    users.blocksChanged(one, other);
  });
  const hidden = new HiddenUsersCache({ query, bus, logger }, (userId) => {
    for (const [id] of watch.socketsInConversations(userId)) rooms.appear(id, userId);
    users.presence.look(userId);
  });
  const { rooms, log } = openConversations(context, {
    ...{ blocks, hidden, permissions },
  });
  const seen = new SeenWriter(context);
  const users = new UserRooms({
    ...{ ...context, blocks, hidden, permissions },
    lineage: () => history.lineage,
    left: (userId) => seen.add([userId]),
  });
  const feed = new ChangeFeed(
    { connection: polling, logger },
    createFeedListener({ bus, query, watch, addresses, blocks, hidden, rooms, users }),
  );
  const trim = startTrim(context);
  const poll = new PermissionPoll({
    ...{ connections: [polling, admitting], feed, watch, gate, logger, metrics },
    limits: context.limits,
  });
  history.onRenewed(() => {
    users.reset();
    feed.reset();
  });
  context.addressBans.onReload(() => {
    addresses.check().catch((error: unknown) => {
      logger.warn({ err: error }, "failed to check the addresses of sockets");
    });
  });
  bus.subscribe("sessionEnded", ({ session }) => {
    watch.end(session);
  });
  bus.subscribe("membershipLost", ({ conversation, user }) => {
    const checked =
      user === undefined
        ? watch.checkConversation(conversation)
        : watch.checkMember(conversation, user);
    checked.catch((error: unknown) => {
      logger.warn({ err: error, conversation, user }, "failed to check a membership");
    });
  });
  const admissions = new Batching<AdmissionKey, AdmissionRows>((keys) =>
    readAdmissions(admitting.query, keys),
  );
  const peers = new Peers(context);
  const shared = { limits: context.limits, logger, metrics, gate };
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

  let isStopping = false;
  const handshakes = new Set<Promise<void>>();

  const begin = async (connection: Connection, { address }: Admission): Promise<RoomSession> => {
    if (address.kind === "conversation") {
      const room = rooms.of(address.id);
      room.retain();
      return new ConversationSession(connection, room);
    }
    return new UserSession(connection, await users.enter(connection), users);
  };

  const welcome = async (socket: WebSocket, request: IncomingMessage): Promise<void> => {
    const admission = readHandshake(request, context);
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
    const { userId, sessionId } = identity;
    const connection = new Connection(socket, request.socket, { identity, allowance }, shared);
    metrics.connections.inc({ kind: address.kind });
    watch.add(connection, address);
    const ip = clientIp(request, context.publicUrl);
    addresses.add(connection, ip);
    const isNew = !blocks.isKnown(userId);
    const reading = { blocks: blocks.enter(userId), hidden: hidden.enter(userId) };
    socket.once("close", () => {
      metrics.connections.dec({ kind: address.kind });
      gate.drop(connection);
      watch.remove(connection, address);
      addresses.remove(connection, ip);
      blocks.leave(userId);
      hidden.leave(userId);
    });
    const conversationId = address.kind === "conversation" ? address.id : undefined;
    if (!(await addresses.admits(connection, ip))) return;
    const rows = await admissions.get({ userId, sessionId, conversationId, isNew });
    const refusal = refusalOf(admission, rows);
    if (refusal) {
      connection.close(refusal.code, refusal.reason);
      return;
    }
    watch.admit(sessionId, rows.remaining ?? 0);
    if (rows.blocks) blocks.set(userId, reading.blocks, new Set(rows.blocks));
    hidden.set(userId, reading.hidden, rows.isHidden);
    const session = await begin(connection, admission);
    if (!connection.open) {
      session.leave();
      return;
    }
    peers.add(socket, connection, session);
  };

  const forgetIdle = (idleMs: number): void => {
    rooms.sweep(idleMs);
    users.sweep(idleMs);
  };

  const timers = [
    every(context.limits.presenceRepeat, () => {
      for (const room of rooms.all()) {
        room.awareness.publish();
        room.awareness.forgetSilent(room.connections);
      }
      users.presence.renew();
      forgetIdle(IDLE_MS);
      metrics.roomsLoaded.set({ kind: "conversation" }, rooms.size);
      metrics.roomsLoaded.set({ kind: "user" }, users.size);
    }),
    every(SEEN_MS, () => seen.write()),
    every(context.limits.lastSeenInterval, () => seen.add(users.presence.seenHere)),
  ];

  bus.onReconnect(() => {
    for (const room of rooms.all()) room.awareness.publish();
  });

  return {
    log,
    get loaded() {
      return { conversations: rooms.size, users: users.size };
    },
    forgetIdle,
    handleUpgrade(request, socket, head) {
      if (roomOfPath(request.url) === undefined) return false;
      server.handleUpgrade(request, socket, head, (ws) => {
        ws.on("error", (error) => {
          logger.debug({ err: error }, "a socket failed");
        });
        if (isStopping) {
          dismiss(ws, request.socket, closeCodes.goingDown, "going down");
          return;
        }
        // Nothing is read before it is known who speaks.
        ws.pause();
        const handshake = welcome(ws, request)
          .catch((error: unknown) => {
            logger[isStopping ? "debug" : "error"]({ err: error }, "a handshake failed");
            dismiss(ws, request.socket, closeCodes.failed, "try again");
          })
          .finally(() => {
            handshakes.delete(handshake);
            ws.resume();
          });
        handshakes.add(handshake);
      });
      return true;
    },
    async stop() {
      isStopping = true;
      for (const timer of timers) clearInterval(timer);
      await log.close();
      peers.closeAll(closeCodes.goingDown, "going down");
      // Handshakes read from the connections that are about to close.
      await Promise.race([Promise.all([drained(peers, 1_000), ...handshakes]), pause(1_000)]);
      peers.stop();
      for (const ws of server.clients) ws.terminate();
      // Only now: permissions are checked until the last socket is closed.
      await poll.stop();
      await trim.stop();
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
