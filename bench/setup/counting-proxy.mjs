import { Agent, createServer, request } from "node:http";

/**
 * The network transfer of one request.
 * @typedef {{ path: string, status: number, bytes: number, at: number }} Transfer
 *   `bytes`: status line, headers and body as sent; `at`: time of the request, milliseconds since
 *   the epoch
 */

/**
 * Proxies a server and records each response, including those to service workers.
 * @param {string} url @param {"gzip" | "br"} encoding the only compression that the server may use
 * @returns {Promise<{ url: string, transfers: Transfer[] }>}
 */
export async function startCountingProxy(setup, url, encoding) {
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
  setup.ending(() => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://localhost:${server.address().port}`, transfers };
}
