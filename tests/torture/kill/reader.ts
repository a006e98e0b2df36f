import { observeTail, readTail, type Change } from "@rally/shared/conversations";
import { closeCodes, roomName, socketProtocols } from "@rally/shared/rooms";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Device } from "./device.js";
import type { Person } from "./person.js";
import type { Record } from "./record.js";

// Each y-websocket client listens for the end of the process.
process.setMaxListeners(0);

/** One replica of a room, long-lived or fresh. */
export interface Replica {
  readonly name: string;
  doc(): Y.Doc;
  isSynced(): boolean;
  leave(): void;
}

/** The address and user of a replica. */
export interface Following {
  name: string;
  conversation: string;
  /** The sync server, which keeps its port after a restart. */
  url: () => string;
  owner: Person;
  record: Record;
  /** Receives each change; omitted for a replica that is only compared. */
  device?: Device;
}

/**
 * A stock y-websocket client that resets its document after 4409, as docs/PROTOCOL.md describes.
 */
export function follow(following: Following): Replica {
  const { name, conversation, owner, record, device } = following;
  let open = begin();
  let left = false;

  function begin() {
    const doc = new Y.Doc();
    const unobserve = observeTail(doc, (changes) => device?.hear(changes));
    const address = `${following.url().replace("http", "ws")}/sync`;
    const provider = new WebsocketProvider(address, roomName("conversation", conversation), doc, {
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      protocols: socketProtocols(owner.token()),
      disableBc: true,
    });
    provider.on("closed", ({ code, reason }: { code: number; reason: string }) => {
      record.broken.push(`${name} was closed for good: ${code} ${reason}`);
      if (code !== closeCodes.staleReplica || left) return;
      close();
      open = begin();
    });
    const close = (): void => {
      unobserve();
      provider.destroy();
      doc.destroy();
    };
    return { doc, provider, close };
  }

  owner.onToken((token) => (open.provider.protocols = socketProtocols(token)));
  return {
    name,
    doc: () => open.doc,
    isSynced: () => open.provider.synced,
    leave() {
      left = true;
      open.close();
    },
  };
}

/** The comparable state of a replica: its state vector, its bytes and its content. */
export function stateOf(doc: Y.Doc): { vector: string; bytes: string; tail: Change[] } {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return {
    vector: hex(Y.encodeStateVector(doc)),
    bytes: hex(Y.encodeStateAsUpdate(doc)),
    tail: readTail(doc),
  };
}
