import { RallyError } from "@rally/shared/errors";
import { SYNC_PATH, closeCodes, socketProtocols, type RoomName } from "@rally/shared/rooms";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { reportUnlessClosed } from "../database/index.js";
import type { RoomStatus } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { Observable, type Readable } from "../observable/index.js";
import type { Session } from "../session/index.js";
import { GrowingWait, spreadReconnects } from "./reconnecting.js";

/** What differs between kinds of rooms. */
export interface RoomLayout {
  /**
   * The document to connect with, including cached updates, which would later count as new ones.
   * May wait until a connection is possible; `signal` aborts when it is no longer needed.
   */
  load(signal: AbortSignal): Promise<Y.Doc>;
  /** Follows the document and the awareness. @returns a function that stops it. */
  follow(doc: Y.Doc, provider: WebsocketProvider): () => void;
  /** The generation is stale: detaches `doc`, after saving what must be kept. */
  stale(doc: Y.Doc): Promise<void>;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** Milliseconds before an update that was too large is sent again in pieces; doubled each time. */
const AFTER_TOO_LARGE = 500;

/**
 * Follows one room through the stock y-websocket client. Adds a fresh token for each handshake,
 * jitter, and a new document after close code 4409.
 */
export class RoomSocket {
  readonly #status = new Observable<RoomStatus>("away");
  readonly #ending = new AbortController();
  readonly #releases: (() => void)[] = [];
  #open: { doc: Y.Doc; provider: WebsocketProvider; unfollow: () => void } | undefined;
  #starting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  readonly #afterTooLarge = new GrowingWait(AFTER_TOO_LARGE, LONGEST_DELAY);
  /** When following began, by `performance.now()`. */
  #liveSince: number | undefined;
  /** The final close code, once the server has refused the room. */
  refusal: number | undefined;

  constructor(
    private readonly session: Session,
    private readonly name: RoomName,
    private readonly layout: RoomLayout,
  ) {
    const { signal } = this.#ending;
    addEventListener("online", () => this.#resume(), { signal });
    addEventListener("offline", () => this.#reconnect(), { signal });
    this.#releases.push(
      session.onToken((token) => {
        if (this.#open) this.#open.provider.protocols = socketProtocols(token);
      }),
      session.state.subscribe((state) => {
        if (state.status === "signed-in") this.#resume();
        else this.#open?.provider.disconnect();
      }),
    );
    void this.#start();
  }

  get status(): Readable<RoomStatus> {
    return this.#status;
  }

  get provider(): WebsocketProvider | undefined {
    return this.#open?.provider;
  }

  close(): void {
    this.#ending.abort();
    clearTimeout(this.#timer);
    for (const release of this.#releases) release();
    this.#drop();
  }

  /** Opens the document now, and the socket when there is a network and a token. */
  async #start(): Promise<void> {
    if (this.#starting || this.#ending.signal.aborted) return;
    this.#starting = true;
    try {
      if (!this.#open) this.#connectTo(await this.layout.load(this.#ending.signal));
      this.#connect(await this.session.accessToken());
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#starting = false;
    }
  }

  #connectTo(doc: Y.Doc): void {
    if (this.#ending.signal.aborted) {
      doc.destroy();
      return;
    }
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const address = `${scheme}//${location.host}${SYNC_PATH}`;
    const provider = new WebsocketProvider(address, this.name, doc, {
      connect: false,
      disableBc: true,
    });
    spreadReconnects(provider);
    provider.on("status", ({ status }) => {
      if (status !== "connected") this.#status.set(status === "connecting" ? "connecting" : "away");
    });
    provider.on("sync", (synced) => {
      if (!synced) return;
      this.#failures = 0;
      this.#liveSince = performance.now();
      this.#status.set("live");
    });
    provider.on("closed", ({ code }) => {
      this.#closedFor(code, provider).catch((error: unknown) => this.#fail(error));
    });
    this.#open = { doc, provider, unfollow: this.layout.follow(doc, provider) };
  }

  #connect(token: string): void {
    if (!this.#open || this.#ending.signal.aborted) return;
    this.#open.provider.protocols = socketProtocols(token);
    this.#open.provider.connect();
  }

  /** `navigator.onLine` may be wrong and this connection dead: a new connection shows it. */
  #reconnect(): void {
    if (this.#status.value === "refused" || this.session.state.value.status !== "signed-in") return;
    this.#open?.provider.disconnect();
    this.#resume();
  }

  async #closedFor(code: number, provider: WebsocketProvider): Promise<void> {
    if (this.#open?.provider !== provider) return;
    const live = performance.now() - (this.#liveSince ?? performance.now());
    this.#liveSince = undefined;
    switch (code) {
      case closeCodes.unauthenticated:
        this.session.discardToken();
        this.#later();
        break;
      case closeCodes.staleReplica:
        await this.#replace(this.#open.doc);
        this.#later();
        break;
      // Too large for one frame, after much writing offline: it is sent in pieces.
      case closeCodes.tooLarge:
        await this.#replace(this.#open.doc);
        this.#status.set("away");
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.#start(), this.#afterTooLarge.after(live));
        break;
      default:
        this.refusal = code;
        this.#status.set("refused");
    }
  }

  async #replace(doc: Y.Doc): Promise<void> {
    this.#open?.unfollow();
    this.#open?.provider.destroy();
    this.#open = undefined;
    await this.layout.stale(doc);
  }

  #resume(): void {
    if (this.#status.value === "refused") return;
    this.#failures = 0;
    clearTimeout(this.#timer);
    void this.#start();
  }

  #fail(error: unknown): void {
    if (this.#ending.signal.aborted) return;
    this.#status.set("away");
    const isTemporary =
      error instanceof NetworkError || (error instanceof RallyError && error.status !== 401);
    if (isTemporary) this.#later();
    // Signed out: the next state of the session starts it again.
    else if (!(error instanceof RallyError)) reportUnlessClosed(error);
  }

  /** Tries again: at once the first time, then with growing waits. */
  #later(): void {
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures);
    const delay = this.#failures === 0 ? 0 : Math.random() * ceiling;
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#start(), delay);
  }

  #drop(): void {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    open.unfollow();
    open.provider.destroy();
    open.doc.destroy();
  }
}
