import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName, socketProtocols } from "@rally/shared/rooms";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

// Each y-websocket client listens for the end of the process.
process.setMaxListeners(0);

/** Many stock clients in the world chat. */
export interface Crowd {
  synced(): number;
  /** Handshakes in progress: the client connects or its room is not synced yet. */
  underWay(): number;
  /** The times of the attempts (ms, `performance.now()`) since the last call. */
  takeAttempts(): number[];
  /** Close codes since the last call. */
  takeCodes(): number[];
  leave(): void;
}

/** `prepare` may change a client before it connects, as the app does. */
export function gatherCrowd(
  url: string,
  tokens: readonly string[],
  prepare: (provider: WebsocketProvider) => void,
): Crowd {
  let attempts: number[] = [];
  let codes: number[] = [];
  const providers = tokens.map((token) => {
    const room = roomName("conversation", WORLD_CONVERSATION_ID);
    const provider = new WebsocketProvider(`${url.replace("http", "ws")}/sync`, room, new Y.Doc(), {
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      protocols: socketProtocols(token),
      disableBc: true,
      connect: false,
    });
    prepare(provider);
    provider.on("status", ({ status }: { status: string }) => {
      if (status === "connecting") attempts.push(performance.now());
    });
    provider.on("connection-close", (event) => void codes.push(event?.code ?? 0));
    provider.connect();
    return provider;
  });
  return {
    synced: () => providers.filter(({ synced }) => synced).length,
    underWay: () => providers.filter(({ ws, synced }) => ws !== null && !synced).length,
    takeAttempts() {
      const taken = attempts;
      attempts = [];
      return taken;
    },
    takeCodes() {
      const taken = codes;
      codes = [];
      return taken;
    },
    leave() {
      for (const provider of providers) {
        provider.destroy();
        provider.doc.destroy();
      }
    },
  };
}

/** The highest number of these times (ms) within any window of `milliseconds`. */
export function densest(moments: readonly number[], milliseconds: number): number {
  const sorted = [...moments].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, moment] of sorted.entries()) {
    while (moment - (sorted[first] ?? 0) > milliseconds) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
