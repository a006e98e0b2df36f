import type { LogBatch } from "./log-batch.js";
import type { CommandIdentity, Recalled } from "./recalled.js";

/** What one command does to a conversation: it says what it reads, decides, and then appends. */
export interface LogWork<T> {
  /** The command that this is, which takes effect once; without one the work always runs. */
  command?: CommandIdentity;
  /** How much it says, in bytes of JSON; its changes are hardly larger. */
  bytes: number;
  /** Users whose membership `run` asks for. */
  members?: readonly string[];
  /** A user who leaves: if they may be the owner, `run` asks who could follow them. */
  leaving?: string;
  /** Messages that `run` asks for. */
  messages?: readonly string[];
  /** Runs to its end without waiting; perhaps more than once, until a commit holds. */
  run(log: LogBatch, done: Recalled | undefined): T;
}
