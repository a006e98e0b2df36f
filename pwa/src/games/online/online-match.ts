import type { ClientGameMessage, Side, SnapshotFrame } from "@rally/shared/games";
import { Observable } from "../../observable/index.js";
import type { Session } from "../../session/index.js";
import { GameConnection } from "./game-connection.js";
import { viewAfter, type MatchView } from "./match-view.js";

/** A match on the server, as its socket describes it. */
export class OnlineMatch {
  readonly view = new Observable<MatchView | undefined>(undefined);
  readonly connection: GameConnection;
  readonly #snapshotListeners = new Set<(frame: SnapshotFrame) => void>();

  constructor(
    readonly session: Session,
    readonly id: string,
  ) {
    this.connection = new GameConnection(session, id, {
      message: (message) => this.view.set(viewAfter(this.view.value, message)),
      snapshot: (frame) => {
        for (const listener of this.#snapshotListeners) listener(frame);
      },
    });
  }

  /** The side of this user; null for a spectator. */
  get side(): Side | null {
    return this.view.value?.joined.side ?? null;
  }

  /** Calls `listener` with each later snapshot. @returns a function that unsubscribes. */
  onSnapshot(listener: (frame: SnapshotFrame) => void): () => void {
    this.#snapshotListeners.add(listener);
    return () => {
      this.#snapshotListeners.delete(listener);
    };
  }

  send(message: ClientGameMessage | Uint8Array<ArrayBuffer>): void {
    this.connection.send(message);
  }

  close(): void {
    this.connection.close();
  }
}
