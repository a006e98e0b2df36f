import type StateBlock from "markdown-it/lib/rules_block/state_block.mjs";
import type StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
import type { Delimiter } from "markdown-it/lib/rules_inline/state_inline.mjs";
import type Token from "markdown-it/lib/token.mjs";

export type { Delimiter, Token };

/** The state of markdown-it's block rules. */
export type BlockState = StateBlock;

/** @returns whether a block starts in line `start`; unless `silent`, it is parsed as well */
export type BlockRule = (state: BlockState, start: number, end: number, silent: boolean) => boolean;

/** A `[` that may start a link. */
interface Bracket {
  token: Token;
  /** The delimiters before it, and the list that they are in. */
  delimiters: Delimiter[];
  count: number;
}

/** The state of markdown-it's inline rules, with what ours remember. */
export interface InlineState extends StateInline {
  env: {
    brackets: Bracket[];
    links: number;
    /** The spoiler that is not closed yet, and the delimiters outside it. */
    spoiler?: { token: Token; pos: number; outer: Delimiter[]; brackets: number };
  };
}

/** @returns whether the rule took what is at `state.pos` */
export type InlineRule = (state: InlineState) => boolean;
