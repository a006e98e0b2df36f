import { RallyError } from "@rally/shared/errors";
import {
  decodeSnapshotFrame,
  gameProtocols,
  gameSocketPath,
  type ClientGameMessage,
  type ServerGameMessage,
  type SnapshotFrame,
} from "@rally/shared/games";
import { closeCodes, isFinalClose } from "@rally/shared/rooms";
import { NetworkError } from "../../http/index.js";
import { Observable, type Readable } from "../../observable/index.js";
import type { Session } from "../../session/index.js";
import { ServerClock } from "./server-clock.js";

/** `away`: reconnects by itself; `closed`: does not, for the reason in `closeCode`. */
export type GameConnectionStatus = "connecting" | "live" | "away" | "closed";

interface Handlers {
  message(message: ServerGameMessage): void;
  snapshot(frame: SnapshotFrame): void;
}

const FIRST_DELAY_MS = 250;
/** A player has 30 s in all to return. */
const LONGEST_DELAY_MS = 3_000;
/** A network that is gone closes no socket: without an answer to two pings it is replaced. */
const PING_MS = 2_000;
const SILENCE_MS = 2.5 * PING_MS;

/** The socket of one match, which reconnects until the match has ended or the server refuses it. */
export class GameConnection {
  readonly clock = new ServerClock();
  /** The final close code, once the status is `closed`. */
  closeCode: number | undefined;
  readonly #status = new Observable<GameConnectionStatus>("connecting");
  readonly #ending = new AbortController();
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;
  #lastReceived = 0;
  #failures = 0;

  constructor(
    private readonly session: Session,
    private readonly matchId: string,
    private readonly handlers: Handlers,
  ) {
    const { signal } = this.#ending;
    addEventListener("online", () => this.#reconnect(), { signal });
    addEventListener("offline", () => this.#reconnect(), { signal });
    void this.#open();
  }

  get status(): Readable<GameConnectionStatus> {
    return this.#status;
  }

  /** Sends a message, or the frame of an input. Nothing is kept for a later socket. */
  send(message: ClientGameMessage | Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
  }

  close(): void {
    this.#ending.abort();
    clearTimeout(this.#retry);
    this.#drop();
  }

  async #open(): Promise<void> {
    try {
      const token = await this.session.accessToken();
      if (this.#ending.signal.aborted || this.#socket) return;
      this.#connect(token);
    } catch (error) {
      const isTemporary =
        error instanceof NetworkError || (error instanceof RallyError && error.status !== 401);
      if (isTemporary) this.#later();
      else if (error instanceof RallyError) this.#end(closeCodes.unauthenticated);
      else throw error;
    }
  }

  #connect(token: string): void {
    const address = new URL(gameSocketPath(this.matchId), location.href.replace(/^http/, "ws"));
    const socket = new WebSocket(address, gameProtocols(token));
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#lastReceived = performance.now();
    this.#pings = setInterval(() => this.#ping(), PING_MS);
    socket.onopen = () => this.#ping();
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.#socket === socket) this.#receive(data);
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#closed(code);
    };
  }

  #receive(data: string | ArrayBuffer): void {
    this.#lastReceived = performance.now();
    if (typeof data !== "string") {
      const frame = decodeSnapshotFrame(new Uint8Array(data));
      if (frame) this.handlers.snapshot(frame);
      return;
    }
    // Not checked: it comes from the server of the same release.
    const message = JSON.parse(data) as ServerGameMessage;
    if (message.type === "pong") this.clock.answered(message.at, message.now);
    if (message.type === "joined") {
      this.#failures = 0;
      this.clock.start(message.now);
      this.#status.set("live");
    }
    this.handlers.message(message);
  }

  #ping(): void {
    if (performance.now() - this.#lastReceived > SILENCE_MS) this.#reconnect();
    else this.send({ type: "ping", at: Date.now() });
  }

  #closed(code: number): void {
    this.#drop();
    if (code === closeCodes.unauthenticated) {
      // The token was too old; the session may have ended, which the next token shows.
      this.session.discardToken();
      this.#later();
    } else if (isFinalClose(code)) this.#end(code);
    else this.#later();
  }

  #end(code: number): void {
    this.closeCode = code;
    this.#status.set("closed");
  }

  #reconnect(): void {
    if (this.#status.value === "closed") return;
    this.#drop();
    this.#failures = 0;
    this.#later();
  }

  /** Tries again: at once the first time, then with growing waits. */
  #later(): void {
    if (this.#ending.signal.aborted) return;
    this.#status.set("away");
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    const delay = this.#failures === 0 ? 0 : ceiling * (0.5 + Math.random() / 2);
    this.#failures += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#open(), delay);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    clearInterval(this.#pings);
    socket?.close();
  }
}
