import type { Pair } from "./pair.js";

/** A way in which `from` can reach `to`, or see them. */
export interface Way {
  /** The commands that it goes by. */
  commands: readonly string[];
  /** How it is closed once one of the two has blocked the other. */
  closed: "blocked" | "cannot_add" | "unseen" | "not_found";
  /** What must be so for it to be open at all. */
  prepare?(pair: Pair): Promise<unknown>;
  /** @returns `reached`, or how it is refused, or `unseen`. */
  try(pair: Pair): Promise<string>;
}
