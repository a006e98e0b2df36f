import type { Pair } from "./pair.js";

/** One way for `from` to reach or see `to`. */
export interface Interaction {
  /** The commands that it uses. */
  commands: readonly string[];
  /** The outcome after one of the two has blocked the other. */
  closed: "blocked" | "cannot_add" | "unseen" | "not_found";
  /** Creates what the interaction needs. */
  prepare?(pair: Pair): Promise<unknown>;
  /** @returns `reached`, `unseen`, or the error code of the refusal. */
  try(pair: Pair): Promise<string>;
}
