import { readTail, type Change, textOf } from "@rally/shared/conversations";
import { socketProtocols } from "@rally/shared/rooms";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { eventually } from "../eventually.js";
import type { TestRally } from "../test-rally.js";

// Each y-websocket client listens for the end of the process.
process.setMaxListeners(0);

/** A room followed by the stock y-websocket client. */
export interface OpenRoom {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  /** The close codes that the server sent, in order. */
  readonly closed: number[];
  /** The tail of a conversation. */
  readonly tail: () => Change[];
  /** The texts of the messages in the tail. */
  readonly texts: () => string[];
  /** The awareness states of all other clients. */
  readonly others: () => Record<string, unknown>[];
  readonly leave: () => void;
}

/**
 * Follows a room with a token; resolves when it is synced, or closed with a final code.
 * @param options.from the client's address, as a proxy forwards it.
 */
export async function openRoom(
  rally: Pick<TestRally, "url" | "onClose">,
  token: string,
  room: string,
  options: { doc?: Y.Doc; wait?: boolean; from?: string } = {},
): Promise<OpenRoom> {
  const doc = options.doc ?? new Y.Doc();
  const closed: number[] = [];
  const provider = new WebsocketProvider(`${rally.url.replace("http", "ws")}/sync`, room, doc, {
    WebSocketPolyfill: socketFrom(options.from) as typeof globalThis.WebSocket,
    protocols: socketProtocols(token),
    disableBc: true,
    maxBackoffTime: 200,
  });
  provider.on("connection-close", (event) => {
    if (event) closed.push(event.code);
  });
  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    provider.destroy();
    doc.destroy();
  };
  rally.onClose(leave);
  if (options.wait !== false) {
    await eventually(() => {
      if (!provider.synced && closed.length === 0) throw new Error(`${room} is not synced`);
    });
  }
  return {
    doc,
    provider,
    closed,
    tail: () => readTail(doc),
    texts: () =>
      readTail(doc).flatMap((change) =>
        change.type === "message" ? (textOf(change.content) ?? []) : [],
      ),
    others: () =>
      [...provider.awareness.getStates()]
        .filter(([client]) => client !== doc.clientID)
        .map(([, state]) => state),
    leave,
  };
}

/** A class of WebSockets that a proxy forwards for a client with this address. */
function socketFrom(ip: string | undefined): unknown {
  if (ip === undefined) return WebSocket;
  return class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { "X-Forwarded-For": ip } });
    }
  };
}
