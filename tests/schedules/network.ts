import "./many-devices.js";
import "../../pwa/src/testing/browser.js";
import { bearerOf } from "@rally/shared/rooms";
import type { TestRally } from "@rally/api/testing";
import { WebSocket } from "ws";
import { visit } from "../../pwa/src/testing/index.js";

/**
 * The fault of a device's next request: the server handles it and the answer is `lost`; it arrives
 * `twice`; it is delayed before the server (`late`), or its answer is (`lateAnswer`).
 */
export type Fault = "lost" | "twice" | "late" | "lateAnswer";

/** A device's simulated connection to the servers, with its faults. */
export class Network {
  target: TestRally;
  online = true;
  readonly cutOff = new Set<TestRally>();
  readonly faults: Fault[] = [];
  private readonly sockets = new Set<WebSocket>();
  private mended = false;
  private held: (() => void)[] = [];
  private whenHeld: (() => void)[] = [];

  constructor(target: TestRally, token: string) {
    this.target = target;
    byToken.set(token, this);
  }

  /** Resolves when a request is delayed, until it is released. */
  stuck(): Promise<void> {
    if (this.held.length > 0) return Promise.resolve();
    return new Promise((resolve) => this.whenHeld.push(resolve));
  }

  /** Releases the delayed requests. */
  release(): void {
    for (const go of this.held.splice(0)) go();
  }

  /** Breaks open sockets; `online` and `cutOff` decide whether new ones connect. */
  breakSockets(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  /** Removes all faults permanently. */
  mend(): void {
    this.mended = true;
    this.online = true;
    this.cutOff.clear();
    this.faults.length = 0;
    this.release();
  }

  follow(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
  }

  /** The URL of a socket: a port without a listener when the device is cut off. */
  socketAddress(path: string): string {
    return `${this.reachable ? this.target.url.replace("http", "ws") : "ws://127.0.0.1:1"}${path}`;
  }

  async ask(path: string, options: RequestInit): Promise<Response> {
    const fault = this.reachable ? this.faults.shift() : undefined;
    if (fault === "late") await this.hold();
    const answers = [this.send(path, options)];
    if (fault === "twice") answers.push(this.send(path, options));
    const [answer] = await Promise.all(answers);
    if (fault === "lateAnswer") await this.hold();
    if (!answer || fault === "lost") throw new TypeError("The answer was lost");
    return answer;
  }

  private get reachable(): boolean {
    return this.online && !this.cutOff.has(this.target);
  }

  private send(path: string, options: RequestInit): Promise<Response> {
    if (!this.reachable) return Promise.reject(new TypeError("The server is unreachable"));
    return direct(`${this.target.url}${path}`, options);
  }

  private hold(): Promise<void> {
    if (this.mended) return Promise.resolve();
    return new Promise((resolve) => {
      this.held.push(resolve);
      for (const tell of this.whenHeld.splice(0)) tell();
    });
  }
}

const PAGE = "http://rally.invalid";
const byToken = new Map<string | undefined, Network>();

/** Removes a closed device. */
export function unplug(token: string): void {
  byToken.delete(token);
}

function networkOf(token: string | undefined): Network {
  const network = byToken.get(token);
  if (!network) throw new TypeError("This device is gone");
  return network;
}

const direct = globalThis.fetch;

function routedFetch(input: string | URL, options: RequestInit = {}): Promise<Response> {
  const { origin, pathname, search } = new URL(input);
  if (origin !== PAGE) return direct(input, options);
  const token = new Headers(options.headers).get("authorization")?.replace("Bearer ", "");
  return networkOf(token).ask(`${pathname}${search}`, options);
}

class RoutedSocket extends WebSocket {
  constructor(address: string, protocols: string[]) {
    const network = networkOf(bearerOf(protocols));
    super(network.socketAddress(new URL(address).pathname), protocols);
    // Listeners receive the close event too.
    this.on("error", () => undefined);
    network.follow(this);
  }
}

visit(PAGE);
Object.assign(globalThis, { fetch: routedFetch, WebSocket: RoutedSocket });
