import type MarkdownIt from "markdown-it";
import StateBlock from "markdown-it/lib/rules_block/state_block.mjs";
import { codeBlock, isAtLimit, isOutside, list, paragraph, quote } from "./block-rules.js";
import type { BlockRule, BlockState, Token } from "./markdown-state.js";

const rules: readonly BlockRule[] = [codeBlock, quote, list, paragraph];
/** The rules that end a quote (every line without `>`) or the item of a list. */
const terminators: Readonly<Record<string, readonly BlockRule[]>> = {
  blockquote: [() => true],
  list: [codeBlock, quote, isAtLimit],
};

/** What markdown-it's rules use of its parser. The whole parser would be four times as large. */
const parser = {
  block: { ruler: { getRules: (chain: string) => terminators[chain] ?? [] }, tokenize },
} as unknown as MarkdownIt;

/** Splits a text into blocks: markdown-it's tokens, those of text (`inline`) not parsed yet. */
export function parseBlocks(text: string): Token[] {
  const state = new StateBlock(text, parser, {}, []);
  tokenize(state, 0, state.lineMax);
  return state.tokens;
}

function tokenize(state: BlockState, start: number, end: number): void {
  for (let line = start; line < end; line = state.line) {
    state.line = line = state.skipEmptyLines(line);
    if (line >= end || isOutside(state, line)) return;
    if (isAtLimit(state)) paragraph(state, line, end, false);
    else rules.some((rule) => rule(state, line, end, false));
  }
}
