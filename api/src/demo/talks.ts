import type { Person } from "./people.js";

/** One thing said; before the text `>` answers the line before, `~` is edited later, `x` deleted. */
export type Line = readonly [who: Person, text: string];

/** What is said at one sitting. */
export type Talk = readonly Line[];

/** Each place, and its talks in the order of the days. */
export interface Place {
  /** `world`, the name of a group, or two people. */
  where: "world" | { group: string; members: readonly Person[] } | readonly [Person, Person];
  talks: readonly Talk[];
}
