import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { RallyError } from "../../errors/index.js";
import type { Limits } from "../../limits/index.js";
import { refuse } from "./refusals.js";

interface Connection {
  /** Unanswered requests, in order. */
  responses: Set<ServerResponse>;
  /** When the client last read data, or had none to read. */
  takenAt: number;
  /** The client sent too many requests at once; further ones get no answer. */
  isRefused: boolean;
}

export interface Connections {
  /** Connections with an unanswered request. */
  readonly underWay: number;
  /**
   * Registers a request.
   * @returns false when the connection was ended and the request must not be answered.
   */
  accept(request: IncomingMessage, response: ServerResponse): boolean;
  close(): void;
}

/**
 * Watches connections with unanswered requests: limits the requests of each, and ends a connection
 * whose client reads nothing of an answer for `answerStall` ms. Idle connections cost nothing.
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
      // While the server shuts down, an answer ends its connection.
      if (!server.listening) response.setHeader("Connection", "close");
      response.once("close", () => {
        responses.delete(response);
        connection.takenAt = performance.now();
        if (responses.size === 0) underWay.delete(socket);
      });
      if (responses.size <= pipelinedRequests) return true;
      connection.isRefused = true;
      response.setHeader("Connection", "close");
      refuse(new RallyError("rate_limited", "Too many requests on one connection"), response);
      return false;
    },
    close: () => clearInterval(timer),
  };
}

/**
 * Closes pipelined responses when their connection ends. Node closes only the current one; the
 * others would stay in memory.
 */
function closeWaiting({ responses }: Connection): void {
  for (const response of responses) {
    if (response.socket) continue;
    response.destroy();
    response.emit("close");
  }
}
