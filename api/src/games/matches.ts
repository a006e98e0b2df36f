import type { Transaction } from "@rally/shared/server/database";
import type { ApiContext } from "../http/index.js";

/** The matches that this process runs, as commands see them. */
export interface Matches {
  /** The id under which this process owns matches. */
  readonly serverId: string;
  /** Writes that this process runs matches, in the transaction that gives it one. */
  register(trx: Transaction): Promise<void>;
  /** Begins to wait for the players of a match that was given to this process. */
  open(matchId: string): void;
  /** Pairs the users who wait in the queue, soon. */
  pairPlayers(): void;
}

/** The services of the API in a process that runs matches. */
export interface GameContext extends ApiContext {
  matches: Matches;
}
