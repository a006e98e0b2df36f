import "fake-indexeddb/auto";
import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { WebSocket } from "ws";

/**
 * The browser APIs that the data layer uses, for Node: one origin, one cookie jar, and a network
 * that can be turned off. IndexedDB is fake-indexeddb, sockets are `ws`.
 */
const events = new EventTarget();
const stored = new Map<string, string>();
const network = { onLine: true, userAgent: "node" };
const page = { origin: "http://unset.invalid", protocol: "http:", host: "unset.invalid" };
let cookie: string | undefined;
const ownFetch = globalThis.fetch;
const sockets = new Set<WebSocket>();
let isReachable = true;

/** A socket that cannot connect while the network is off. */
class DeviceSocket extends WebSocket {
  constructor(address: string, protocols: string[]) {
    super(isReachable ? address : "ws://127.0.0.1:1", protocols);
    sockets.add(this);
    this.on("error", () => undefined);
    this.on("close", () => sockets.delete(this));
  }
}

const parts = {
  addEventListener: events.addEventListener.bind(events),
  removeEventListener: events.removeEventListener.bind(events),
  dispatchEvent: events.dispatchEvent.bind(events),
  navigator: network,
  location: page,
  WebSocket: DeviceSocket,
  localStorage: {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
    key: (index: number) => [...stored.keys()][index] ?? null,
    get length() {
      return stored.size;
    },
  },
  reportError(error: unknown) {
    reported.push(error);
  },
  async fetch(input: URL, options: RequestInit): Promise<Response> {
    if (!isReachable) throw new TypeError("There is no network");
    const headers = new Headers(options.headers);
    if (cookie) headers.set("cookie", cookie);
    const response = await ownFetch(input, { ...options, headers });
    cookie = response.headers.getSetCookie().at(-1)?.split(";")[0] ?? cookie;
    return response;
  },
};
for (const [name, value] of Object.entries(parts)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** The errors passed to `reportError`; a test that expects none checks this list. */
export const reported: unknown[] = [];

/** Sets the server that served this page. */
export function visit(url: string): void {
  const { origin, protocol, host } = new URL(url);
  Object.assign(page, { origin, protocol, host });
}

/** Turns the device's network off or on; `navigator.onLine` follows. */
export function setOnline(onLine: boolean): void {
  isReachable = onLine;
  if (!onLine) for (const socket of sockets) socket.terminate();
  sayOnline(onLine);
}

/** Sets what `navigator.onLine` reports, right or wrong. */
export function sayOnline(onLine: boolean): void {
  network.onLine = onLine;
  dispatchEvent(new Event(onLine ? "online" : "offline"));
}

/** The browser crashes before cookies and `localStorage` were flushed; IndexedDB was. */
export function crashBeforeStoring(): void {
  stored.clear();
  cookie = undefined;
}

/** Another device: nothing stored, no cookie. Open databases belong to the former device. */
export function freshDevice(): void {
  stored.clear();
  cookie = undefined;
  const storage = new IDBFactory();
  Object.defineProperty(globalThis, "indexedDB", { value: storage, configurable: true });
  Dexie.dependencies.indexedDB = storage;
  Dexie.dependencies.IDBKeyRange = IDBKeyRange;
}
