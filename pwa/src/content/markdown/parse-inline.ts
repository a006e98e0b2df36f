import type MarkdownIt from "markdown-it";
import balancePairs from "markdown-it/lib/rules_inline/balance_pairs.mjs";
import emphasis from "markdown-it/lib/rules_inline/emphasis.mjs";
import StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
import { endSpoiler, isPlain, pairTildes, ruleAt, text } from "./inline-rules.js";
import type { InlineState, Token } from "./markdown-state.js";

/** The rules that are used do not refer to the parser. */
const parser = {} as MarkdownIt;

/** Tokens of a text, which one of 8,000 characters has only if it is hostile; the rest is text. */
const TOKENS = 2_000;

/** Parses the text of a block into markdown-it's tokens; a text without markup stays as it is. */
export function parseInline(source: string): Token[] | string {
  if (isPlain(source)) return source;
  const state: InlineState = new StateInline(source, parser, { brackets: [], links: 0 }, []);
  while (state.pos < state.posMax && state.tokens.length < TOKENS) {
    const rule = ruleAt.get(source[state.pos] ?? "") ?? text;
    if (rule(state)) continue;
    state.pending += source[state.pos] ?? "";
    state.pos += 1;
  }
  state.pending += source.slice(state.pos);
  if (state.pending) state.pushPending();
  endSpoiler(state);
  balancePairs(state);
  pairTildes(state);
  emphasis.postProcess(state);
  return state.tokens;
}
