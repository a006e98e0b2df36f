import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { refuseRepeated, repeatedHeader } from "./repeated-headers.js";
import { endUnfinished } from "./unfinished.js";

/** In which the headers of a request have to come. */
const HEADERS_MS = 10_000;
/** What requests under way get to be answered in, once a process is told to end. */
const ANSWERING_MS = 2_000;

export interface HttpSide {
  port: number;
  /** Takes no new requests, and lets those under way be answered. */
  close(): Promise<void>;
}

/** Takes an upgrade, or says by false that it is another's. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

/**
 * Listens for HTTP. An upgrade that nobody takes is answered with 404.
 * @throws the port's error
 */
export async function listenForHttp(
  { host, port }: { host: string; port: number },
  answer: RequestListener,
  upgrade: Upgrade = () => false,
): Promise<HttpSide> {
  const server = createServer(
    { headersTimeout: HEADERS_MS, connectionsCheckingInterval: HEADERS_MS / 2 },
    (request, response) => {
      const name = repeatedHeader(request);
      if (name === undefined) answer(request, response);
      else refuseRepeated(name, response);
    },
  );
  // The body is asked for by whoever reads it, once its sender's rights are known.
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  endUnfinished(server);
  server.on("upgrade", (request, socket, head) => {
    const isUnclear = repeatedHeader(request) !== undefined;
    if (!isUnclear && upgrade(request, socket, head)) return;
    const status = isUnclear ? "400 Bad Request" : "404 Not Found";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  const underWay = countUnderWay(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeIdleConnections();
      const until = Date.now() + ANSWERING_MS;
      while (underWay() > 0 && Date.now() < until) await pause(5);
      server.closeAllConnections();
    },
  };
}

/** Counts the requests not answered yet; once the server closes, an answer ends its connection. */
function countUnderWay(server: Server): () => number {
  const underWay = new Set<unknown>();
  server.prependListener("request", (_request, response) => {
    underWay.add(response);
    if (!server.listening) response.setHeader("Connection", "close");
    response.once("close", () => underWay.delete(response));
  });
  return () => underWay.size;
}
