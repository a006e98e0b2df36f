import { RallyError } from "@rally/shared/errors";
import { SYNC_PATH, closeCodes, socketProtocols, type RoomName } from "@rally/shared/rooms";
import { WebsocketProvider } from "y-websocket";
import type * as Y from "yjs";
import { reportUnlessClosed } from "../database/index.js";
import { NetworkError } from "../http/index.js";
import { Observable, type Readable } from "../observable/index.js";
import type { Session } from "../session/index.js";
import { GrowingWait, spreadReconnects } from "./reconnecting.js";

/**
 * `live`: following the room; `away`: not connected, tries again by itself; `refused`: the server
 * will not have it, by close code `RoomSocket.refusal`.
 */
export type RoomStatus = "connecting" | "live" | "away" | "refused";

/** What a kind of room does with its document. */
export interface RoomLayout {
  /**
   * A document to connect with, cached bytes already in it: later they would count as news.
   * May wait until there is something to connect to; `signal` says that nobody waits any more.
   */
  load(signal: AbortSignal): Promise<Y.Doc>;
  /** Follows the document and the awareness. @returns a function that ends it. */
  follow(doc: Y.Doc, provider: WebsocketProvider): () => void;
  /** The replica's past is not the server's: lets go of `doc`, saving what must outlive it. */
  stale(doc: Y.Doc): Promise<void>;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** Milliseconds until what was too large is tried again in pieces; doubled each time. */
const AFTER_TOO_LARGE = 500;

/**
 * One room followed through the stock y-websocket client, with what Rally adds: a fresh token in
 * each handshake, waits that are partly chance, and a new document after 4409.
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
  /** Since when the room is followed, in milliseconds of `performance.now()`. */
  #liveSince: number | undefined;
  /** The final close code, once refused. */
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

  /** Opens the document at once and the socket as soon as there is a network and a token. */
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

  /** The browser may be wrong about its network: a new connection tells, and this one may be dead. */
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
        this.session.distrustToken();
        this.#later();
        break;
      case closeCodes.staleReplica:
        await this.#replace(this.#open.doc);
        this.#later();
        break;
      // More than a frame takes, after a long time of writing offline: its words go in pieces.
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
    const passing =
      error instanceof NetworkError || (error instanceof RallyError && error.status !== 401);
    if (passing) this.#later();
    // Signed out: the session's next state starts it again.
    else if (!(error instanceof RallyError)) reportUnlessClosed(error);
  }

  /** Tries again; the first time at once, then slower, so that no server is hammered. */
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
