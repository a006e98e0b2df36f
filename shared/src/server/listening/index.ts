import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { limits as defaultLimits, type Limits } from "../../limits/index.js";
import { watchConnections } from "./connections.js";
import { endUnfinished, refuse, repeatedError, repeatedHeader } from "./refusals.js";

/** How long (ms) the headers of a request may take. */
const HEADERS_MS = 10_000;
/** How long (ms) pending requests may take after a process is told to stop. */
const ANSWERING_MS = 2_000;

export interface HttpSide {
  port: number;
  /** Connections with an unanswered request. */
  readonly underWay: number;
  /** Accepts no new requests and waits for pending ones. */
  close(): Promise<void>;
}

/** Handles an upgrade; false when it belongs to another handler. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

interface Where {
  host: string;
  port: number;
  limits?: Pick<Limits, "pipelinedRequests" | "answerStall">;
}

/**
 * Listens for HTTP. An upgrade without a handler is answered with 404.
 * @throws the error of the port
 */
export async function listenForHttp(
  { host, port, limits = defaultLimits }: Where,
  answer: RequestListener,
  upgrade: Upgrade = () => false,
): Promise<HttpSide> {
  const server = createServer(
    { headersTimeout: HEADERS_MS, connectionsCheckingInterval: HEADERS_MS / 2 },
    (request, response) => {
      if (!connections.accept(request, response)) return;
      const name = repeatedHeader(request);
      if (name === undefined) answer(request, response);
      else refuse(repeatedError(name), response);
    },
  );
  const connections = watchConnections(server, limits);
  // The reader of the body requests it after it has checked the sender's rights.
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  endUnfinished(server);
  server.on("upgrade", (request, socket, head) => {
    const isUnclear = repeatedHeader(request) !== undefined;
    if (!isUnclear && upgrade(request, socket, head)) return;
    const status = isUnclear ? "400 Bad Request" : "404 Not Found";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error): void => {
      connections.close();
      reject(error);
    };
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    get underWay() {
      return connections.underWay;
    },
    async close() {
      server.close();
      server.closeIdleConnections();
      const until = Date.now() + ANSWERING_MS;
      while (connections.underWay > 0 && Date.now() < until) await pause(5);
      server.closeAllConnections();
      connections.close();
    },
  };
}
