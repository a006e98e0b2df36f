import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** A proxy between a device and the server that can fail in the ways that networks fail. */
export interface NetworkProxy {
  readonly url: string;
  /** The requested paths, oldest first: `POST /api/v1/commands`. */
  readonly asked: string[];
  /** The commands of each request that was forwarded, oldest first. */
  readonly commandRequests: { id: string; name: string; input: unknown }[][];
  /** Forwards nothing any more; open sockets are closed. */
  cut(): void;
  repair(): void;
  /** The server handles the next request on `path`, but its answer is lost. */
  loseAnswer(path: string): void;
  /** Answers the next request on `path` in place of the server; `retryAfter` in seconds. */
  answer(path: string, status: number, code: string, retryAfter?: number): void;
  /**
   * Answers commands for which `codeOf` returns an error in place of the server; the other commands
   * of their request are forwarded.
   */
  failCommands(codeOf: (command: { id: string; name: string }) => string | undefined): void;
  /** Calls `meet` after the server has answered on `path`, before the device gets the answer. */
  beforeAnswer(path: string, meet: () => Promise<void>): void;
  /** Opens the next socket to `path` and closes it with `code`, as the server would. */
  closeNextSocket(path: string, code: number): void;
  close(): Promise<void>;
}

interface Incident {
  path: string;
  happen(answer: { status: number; body: Buffer } | undefined, response: ServerResponse): unknown;
  needsServer: boolean;
}

/** Starts a proxy to the server whose address `target` returns for each connection. */
export async function startProxy(target: () => string): Promise<NetworkProxy> {
  const asked: string[] = [];
  const commandRequests: NetworkProxy["commandRequests"] = [];
  const incidents: Incident[] = [];
  const closings: { path: string; code: number }[] = [];
  const sockets = new Set<Socket>();
  let isCut = false;
  let codeOf: Parameters<NetworkProxy["failCommands"]>[0] = () => undefined;

  const server = createServer((incoming, response) => {
    // A server that stops in the middle of an answer looks like a broken connection.
    pass(incoming, response).catch(() => incoming.socket.destroy());
  });
  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url = "/" } = incoming;
    const path = url.split("?")[0] ?? url;
    const body = await bytesOf(incoming);
    if (isCut) return void incoming.socket.destroy();
    asked.push(`${method} ${path}`);
    const hasCommands = path === "/api/v1/commands";
    if (hasCommands) {
      const { commands } = JSON.parse(body.toString()) as {
        commands: NetworkProxy["commandRequests"][number];
      };
      commandRequests.push(commands);
    }
    const index = incidents.findIndex((incident) => incident.path === path);
    const incident = index < 0 ? undefined : incidents.splice(index, 1)[0];
    if (incident && !incident.needsServer) return void incident.happen(undefined, response);
    const answer = hasCommands
      ? await forwardCommands(incoming, body)
      : await forward(target(), incoming, body);
    if (incident) await incident.happen(answer, response);
    if (response.destroyed || isCut) return void incoming.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const forwardCommands = async (incoming: IncomingMessage, body: Buffer): Promise<Answered> => {
    const posted = JSON.parse(body.toString()) as { commands: { id: string; name: string }[] };
    const failed = new Map(posted.commands.map((command) => [command.id, codeOf(command)]));
    const commands = posted.commands.filter(({ id }) => failed.get(id) === undefined);
    if (commands.length === posted.commands.length) return forward(target(), incoming, body);
    const rest = Buffer.from(JSON.stringify({ ...posted, commands }));
    incoming.headers["content-length"] = String(rest.length);
    const reached = commands.length > 0 ? await forward(target(), incoming, rest) : undefined;
    const answered = JSON.parse(reached?.body.toString() ?? '{"data":[]}') as {
      data: { id: string }[];
    };
    const data = posted.commands.map(({ id }) => {
      const code = failed.get(id);
      if (code === undefined) return answered.data.find((answer) => answer.id === id);
      return { id, success: false, error: { code, message: code } };
    });
    const headers = { "content-type": "application/json" };
    return { status: 200, headers, body: Buffer.from(JSON.stringify({ success: true, data })) };
  };
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    if (isCut) return void socket.destroy();
    asked.push(`SOCKET ${incoming.url ?? ""}`);
    const { hostname, port } = new URL(target());
    const far = connect(Number(port), hostname, () => {
      const lines = [`GET ${incoming.url ?? "/"} HTTP/1.1`];
      for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
        lines.push(`${incoming.rawHeaders[at] ?? ""}: ${incoming.rawHeaders[at + 1] ?? ""}`);
      }
      far.write(`${lines.join("\r\n")}\r\n\r\n`);
      far.write(head);
      far.pipe(socket);
      const index = closings.findIndex((closing) => closing.path === incoming.url);
      const closing = index < 0 ? undefined : closings.splice(index, 1)[0];
      if (!closing) socket.pipe(far);
      else {
        // After the server's "101 Switching Protocols": a close frame with a two-byte code.
        const frame = Buffer.from([0x88, 2, closing.code >> 8, closing.code & 255]);
        far.once("data", () => socket.end(frame));
      }
    });
    const end = (): void => {
      far.destroy();
      socket.destroy();
    };
    for (const one of [far, socket]) one.on("error", end).on("close", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    commandRequests,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    repair() {
      isCut = false;
    },
    loseAnswer(path) {
      const happen: Incident["happen"] = (_answer, response) => response.destroy();
      incidents.push({ path, happen, needsServer: true });
    },
    answer(path, status, code, retryAfter) {
      const error = { code, message: code };
      const happen: Incident["happen"] = (_answer, response) =>
        response
          .writeHead(status, {
            "content-type": "application/json",
            ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
          })
          .end(JSON.stringify({ success: false, error }));
      incidents.push({ path, happen, needsServer: false });
    },
    failCommands(wanted) {
      codeOf = wanted;
    },
    beforeAnswer(path, meet) {
      incidents.push({ path, happen: meet, needsServer: true });
    },
    closeNextSocket(path, code) {
      closings.push({ path, code });
    },
    async close() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answered {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { method, headers, url = "/" } = incoming;
    const options = { method, headers: { ...headers, host: new URL(target).host } };
    const outgoing = request(new URL(url, target), options, (answer) => {
      bytesOf(answer).then(
        (bytes) =>
          resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
        reject,
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
