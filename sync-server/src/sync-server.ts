import type { Limits } from "@rally/shared/limits";
import { closeCodes, SUBPROTOCOL } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import { readLineage, type Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { Tokens } from "@rally/shared/server/tokens";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import { ConversationLog } from "./log/index.js";
import {
  introduce,
  refusalOf,
  RightsWatch,
  roomOfPath,
  type Admission,
} from "./admission/index.js";
import { ConversationRooms, UserRooms } from "./rooms/index.js";
import { conversationSession, userSession, type RoomSession } from "./sockets/index.js";
import { Connection } from "./wire/index.js";

export interface SyncContext {
  database: Database;
  bus: Bus;
  tokens: Tokens;
  logger: Logger;
  limits: Limits;
  /** The origin that browsers must come from; unset: the request's own host. */
  publicUrl: string | undefined;
}

export interface SyncServer {
  /** The one way to write a conversation. */
  readonly log: ConversationLog;
  /** The id of the history that is served, as last read. */
  readonly lineage: string;
  /** How many rooms this process holds. */
  readonly loaded: { conversations: number; users: number };
  /** Forgets rooms that nobody has used for `idleMs`; happens by itself after a minute. */
  forgetIdle(idleMs: number): void;
  /** Takes an upgrade whose path is a room's; false when it is another's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Closes every socket with 4503 after what is being written has been committed. */
  stop(): Promise<void>;
}

/** y-websocket's watchdog closes after 30 s of silence. */
const KEEP_ALIVE_MS = 15_000;
const LOOK_MS = 500;
/** A backup may be restored under a running process: for this long it may speak for the old history. */
const LINEAGE_MS = 1_000;
const IDLE_MS = 60_000;
/** Frames of one socket that may wait for their turn; past that it is not read. */
const FRAMES_WAITING = 32;

/** The rooms of this process: authenticate, load, append, broadcast. */
export async function createSyncServer(context: SyncContext): Promise<SyncServer> {
  const { database, bus, logger } = context;
  let lineage = await readLineage(database);
  const conversations = new ConversationRooms(context);
  const users = new UserRooms({ ...context, lineage: () => lineage });
  const watch = new RightsWatch(context);
  const log = new ConversationLog({
    database,
    bus,
    logger,
    limits: context.limits,
    roomOf: (conversationId) => conversations.of(conversationId),
  });
  const sessions = new Map<Connection, RoomSession>();
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // Up to here a frame is read, so that what is too large gets a code that says so.
    maxPayload: context.limits.frameBytes * 4,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  const begin = async (connection: Connection, { address }: Admission): Promise<RoomSession> => {
    if (address.kind === "conversation") {
      return conversationSession(connection, conversations.of(address.id));
    }
    return userSession(connection, await users.open(address.id), users);
  };

  const welcome = async (socket: WebSocket, request: IncomingMessage): Promise<void> => {
    const admission = introduce(request, context);
    if ("code" in admission) {
      socket.close(admission.code, admission.reason);
      return;
    }
    const connection = new Connection(socket, admission.identity);
    watch.add(connection, admission.address);
    socket.on("close", () => {
      watch.remove(connection, admission.address);
      sessions.get(connection)?.leave();
      sessions.delete(connection);
    });
    const refusal = await refusalOf(admission, database);
    if (refusal) {
      connection.close(refusal.code, refusal.reason);
      return;
    }
    const session = await begin(connection, admission);
    if (!connection.open) {
      session.leave();
      return;
    }
    sessions.set(connection, session);
    let turn = Promise.resolve();
    let waiting = 0;
    socket.on("message", (data: RawData, isBinary) => {
      const bytes = data as Buffer;
      waiting += 1;
      if (waiting >= FRAMES_WAITING) socket.pause();
      if (bytes.length > context.limits.frameBytes) {
        connection.close(closeCodes.tooLarge, "the frame is too large");
      } else if (!isBinary) {
        connection.close(closeCodes.badFrame, "frames are binary");
      } else {
        turn = turn
          .then(() => (connection.open ? session.receive(bytes) : undefined))
          .catch((error: unknown) => {
            logger.error({ err: error, user: connection.userId }, "a frame could not be handled");
            connection.close(closeCodes.failed, "try again");
          });
      }
      turn = turn.then(() => {
        waiting -= 1;
        if (waiting < FRAMES_WAITING) socket.resume();
      });
    });
  };

  const forgetIdle = (idleMs: number): void => {
    conversations.sweep(idleMs);
    users.sweep(idleMs);
  };

  const lookAtLineage = async (): Promise<void> => {
    const now = await readLineage(database);
    if (now === lineage) return;
    lineage = now;
    logger.info({ lineage }, "the history is another one");
    log.beginAnew();
    conversations.beginAnew();
    users.beginAnew();
  };

  const timers = [
    every(LINEAGE_MS, () =>
      lookAtLineage().catch((error: unknown) => {
        logger.warn({ err: error }, "the lineage cannot be read");
      }),
    ),
    every(KEEP_ALIVE_MS, () => {
      for (const session of sessions.values()) session.keepAlive();
      for (const room of conversations.all()) {
        room.awareness.publish();
        room.awareness.forgetSilent(room.connections);
      }
      users.presence.renew();
      void watch.lookAtAll().catch((error: unknown) => {
        logger.warn({ err: error }, "old rows could not be forgotten");
      });
      forgetIdle(IDLE_MS);
    }),
    every(LOOK_MS, () => watch.look()),
    ...(bus.shared
      ? [
          every(LOOK_MS, () =>
            Promise.all([conversations.lookForLostHints(), users.lookForLostHints()]).catch(
              (error: unknown) => {
                logger.warn({ err: error }, "rooms cannot be compared with the database");
              },
            ),
          ),
        ]
      : []),
  ];

  return {
    log,
    get lineage() {
      return lineage;
    },
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
            ws.close(closeCodes.failed, "try again");
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
      for (const connection of sessions.keys()) {
        connection.close(closeCodes.goingDown, "going down");
      }
      await drained(sessions, 1_000);
      for (const ws of server.clients) ws.terminate();
      users.presence.close();
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

async function drained(sessions: Map<Connection, RoomSession>, atMost: number): Promise<void> {
  const until = Date.now() + atMost;
  while (sessions.size > 0 && Date.now() < until) await pause(5);
}
