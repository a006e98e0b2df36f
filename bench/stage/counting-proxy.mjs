import { Agent, createServer, request } from "node:http";

/**
 * What went over the wire for one request.
 * @typedef {{ path: string, status: number, bytes: number, at: number }} Transfer
 *   `bytes`: status line, headers and body as sent; `at`: when it was asked, milliseconds since the epoch
 */

/**
 * Stands before a server and notes each answer, whoever asked, service workers included.
 * @param {string} url @param {"gzip" | "br"} encoding the one compression that it lets the server use
 * @returns {Promise<{ url: string, transfers: Transfer[] }>}
 */
export async function startCountingProxy(stage, url, encoding) {
  const transfers = [];
  const agent = new Agent({ keepAlive: true });
  const { port } = new URL(url);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const transfer = { path, status: 0, bytes: 0, at: performance.timeOrigin + performance.now() };
    transfers.push(transfer);
    const onward = request({
      ...{ host: "127.0.0.1", port, agent, method, path },
      headers: { ...headers, "accept-encoding": encoding },
    });
    onward.on("response", (answer) => {
      transfer.status = answer.statusCode;
      const head = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
      const fields = answer.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
      transfer.bytes = head.length + fields + 2;
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.on("data", (chunk) => (transfer.bytes += chunk.length));
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  stage.ending(() => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://localhost:${server.address().port}`, transfers };
}
