import type { Server } from "node:http";

/** How long a client whose request was answered early may go on sending it. */
const LINGER_MS = 1_000;

/**
 * Ends connections whose request was answered before all of its body came, and never comes. Closed
 * at once, a client that still sends would lose the answer; what it sends meanwhile is thrown away.
 */
export function endUnfinished(server: Server): void {
  server.on("request", (request, response) => {
    response.once("finish", () => {
      if (request.complete) return;
      const { socket } = request;
      const timer = setTimeout(() => {
        if (!request.complete) socket.destroy();
      }, LINGER_MS);
      timer.unref();
      socket.once("close", () => clearTimeout(timer));
    });
  });
}
