import { connect, type Socket } from "node:net";
import type { TestRally } from "../test-rally.js";

/** A TCP connection that sends the given bytes unchanged. */
export interface RawHttp {
  send(bytes: string | Uint8Array): void;
  /** Bytes that wait in the socket because the server does not read. */
  readonly unsent: number;
  /** Stops reading. */
  pause(): void;
  /** Everything received so far. */
  readonly received: string;
  /** The first answer, once it is complete according to its `Content-Length`. */
  answer(): Promise<RawAnswer>;
  closed(): Promise<void>;
  close(): void;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/** Opens a connection to `rally` and sends `head` with its line ends changed to CRLF. */
export async function openHttp(rally: TestRally, head = ""): Promise<RawHttp> {
  const { hostname, port } = new URL(rally.url);
  const socket: Socket = connect(Number(port), hostname);
  let received = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    received += text;
  });
  // A server may close while the test still sends.
  socket.on("error", () => undefined);
  rally.onClose(() => socket.destroy());
  await new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  const raw: RawHttp = {
    send: (bytes) => void socket.write(bytes),
    get unsent() {
      return socket.writableLength;
    },
    pause: () => void socket.pause(),
    get received() {
      return received;
    },
    answer: () =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const parsed = parseAnswer(received);
          if (parsed) resolve(parsed);
          else if (socket.closed)
            reject(new Error(`The connection closed after ${JSON.stringify(received)}`));
        };
        socket.on("data", look).once("close", look);
        look();
      }),
    closed: () =>
      new Promise((resolve) => {
        if (socket.closed) resolve();
        else socket.once("close", () => resolve());
      }),
    close: () => socket.destroy(),
  };
  if (head) raw.send(head.replace(/\r?\n/g, "\r\n"));
  return raw;
}

function parseAnswer(received: string): RawAnswer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [line = "", ...fields] = received.slice(0, end).split("\r\n");
  const headers = new Headers(
    fields.map((field): [string, string] => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon), field.slice(colon + 1).trim()];
    }),
  );
  const body = received.slice(end + 4);
  const length = Number(headers.get("Content-Length") ?? 0);
  if (Buffer.byteLength(body) < length) return undefined;
  const text = Buffer.from(body).subarray(0, length).toString();
  return { status: Number(line.split(" ")[1]), headers, text };
}
