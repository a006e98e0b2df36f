import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { RallyError } from "../../errors/index.js";
import type { Limits } from "../../limits/index.js";
import { refuse } from "./refuse.js";

interface Connection {
  /** Those that are not answered yet, in the order of their requests. */
  responses: Set<ServerResponse>;
  /** When the client last took something, or nothing waited for it. */
  takenAt: number;
  /** It sent too many requests at once: its further ones are not answered. */
  isRefused: boolean;
}

export interface Connections {
  /** Connections with a request that is not answered yet. */
  readonly underWay: number;
  /** Notes a request. @returns false when it is not to be answered: the connection is over. */
  accept(request: IncomingMessage, response: ServerResponse): boolean;
  close(): void;
}

/**
 * Watches connections while they have requests under way: bounds how many one has at once, and ends
 * one whose client takes nothing of an answer for `answerStall` ms. Idle connections cost nothing.
 */
export function watchConnections(
  server: Server,
  { pipelinedRequests, answerStall }: Pick<Limits, "pipelinedRequests" | "answerStall">,
): Connections {
  const known = new WeakMap<Socket, Connection>();
  const underWay = new Map<Socket, Connection>();

  const open = (socket: Socket): Connection => {
    const connection: Connection = {
      responses: new Set(),
      takenAt: performance.now(),
      isRefused: false,
    };
    known.set(socket, connection);
    socket.on("drain", () => {
      connection.takenAt = performance.now();
    });
    socket.once("close", () => {
      underWay.delete(socket);
      closeWaiting(connection);
    });
    return connection;
  };

  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, connection] of underWay) {
      if (socket.writableLength === 0) connection.takenAt = now;
      else if (now - connection.takenAt >= answerStall) socket.destroy();
    }
  }, answerStall / 6).unref();

  return {
    get underWay() {
      return underWay.size;
    },
    accept(request, response) {
      const { socket } = request;
      const connection = known.get(socket) ?? open(socket);
      if (socket.destroyed || connection.isRefused) return false;
      const { responses } = connection;
      if (responses.size === 0) connection.takenAt = performance.now();
      responses.add(response);
      underWay.set(socket, connection);
      // Once the server closes, an answer ends its connection.
      if (!server.listening) response.setHeader("Connection", "close");
      response.once("close", () => {
        responses.delete(response);
        connection.takenAt = performance.now();
        if (responses.size === 0) underWay.delete(socket);
      });
      if (responses.size <= pipelinedRequests) return true;
      connection.isRefused = true;
      response.setHeader("Connection", "close");
      refuse(new RallyError("rate_limited", "Too many requests in one connection"), response);
      return false;
    },
    close: () => clearInterval(timer),
  };
}

/**
 * Closes responses that waited for the one before them when their connection ended. Node closes only
 * the one that was being sent: what was held for the others would be held for ever.
 */
function closeWaiting({ responses }: Connection): void {
  for (const response of responses) {
    if (response.socket) continue;
    response.destroy();
    response.emit("close");
  }
}
