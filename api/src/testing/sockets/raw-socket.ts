import { socketProtocols } from "@rally/shared/rooms";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import { eventually } from "../eventually.js";
import type { TestRally } from "../test-rally.js";

/** A frame from the server: its type, for sync its subtype, and its payload. */
export interface Received {
  kind: "step1" | "step2" | "update" | "awareness" | "other";
  bytes: Uint8Array;
}

/** A WebSocket that sends the given bytes unchanged. */
export interface RawSocket {
  readonly received: Received[];
  readonly protocol: string;
  send(frame: Uint8Array | string): void;
  /** Sends numbers and payloads in the encoding of lib0. */
  sendParts(...parts: (number | Uint8Array)[]): void;
  /** Resolves with the close code. */
  closed(within?: number): Promise<number>;
  /** Resolves with the first frame of a kind. */
  first(kind: Received["kind"]): Promise<Received>;
  readonly isOpen: boolean;
  close(): void;
}

const SYNC_KINDS = ["step1", "step2", "update"] as const;

export async function openSocket(
  rally: TestRally,
  path: string,
  options: { token?: string; protocols?: string[]; origin?: string } = {},
): Promise<RawSocket> {
  const { token, protocols = token === undefined ? ["rally.v1"] : socketProtocols(token) } =
    options;
  const socket = new WebSocket(`${rally.url.replace("http", "ws")}${path}`, protocols, {
    ...(options.origin !== undefined && { origin: options.origin }),
  });
  const received: Received[] = [];
  let code: number | undefined;
  socket.on("message", (data: Buffer) => received.push(readReceived(data)));
  socket.on("close", (reason) => {
    code = reason;
  });
  rally.onClose(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return {
    received,
    protocol: socket.protocol,
    send: (frame) => socket.send(frame),
    sendParts: (...parts) => socket.send(frameOf(...parts)),
    closed: (within) =>
      eventually(() => {
        if (code === undefined) throw new Error("The socket is still open");
        return code;
      }, within),
    first: (kind) =>
      eventually(() => {
        const frame = received.find((candidate) => candidate.kind === kind);
        if (!frame)
          throw new Error(`The socket closed with ${code} before a ${kind} frame arrived`);
        return frame;
      }),
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    close: () => socket.close(),
  };
}

/** Numbers as variable-length integers, payloads with a length prefix. */
export function frameOf(...parts: (number | Uint8Array)[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === "number") encoding.writeVarUint(encoder, part);
      else encoding.writeVarUint8Array(encoder, part);
    }
  });
}

function readReceived(data: Uint8Array): Received {
  const decoder = decoding.createDecoder(data);
  const type = decoding.readVarUint(decoder);
  const kind = type === 0 ? SYNC_KINDS[decoding.readVarUint(decoder)] : undefined;
  if (type !== 0 && type !== 1) return { kind: "other", bytes: data };
  return { kind: kind ?? "awareness", bytes: decoding.readVarUint8Array(decoder) };
}
