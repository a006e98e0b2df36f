import blockquote from "markdown-it/lib/rules_block/blockquote.mjs";
import markdownList from "markdown-it/lib/rules_block/list.mjs";
import type { BlockRule, BlockState } from "./markdown-state.js";

/** The text of a line, without the indentation and the markers of the blocks around it. */
function lineAt({ src, bMarks, tShift, eMarks }: BlockState, line: number): string {
  return src.slice((bMarks[line] ?? 0) + (tShift[line] ?? 0), eMarks[line]);
}

/** Whether a line is too far to the right to start a block. */
function isIndented({ sCount, blkIndent }: BlockState, line: number): boolean {
  return (sCount[line] ?? 0) - blkIndent >= 4;
}

/** Whether a line ends the blocks around it, because it is further to the left. */
export function isOutside({ sCount, blkIndent }: BlockState, line: number): boolean {
  return (sCount[line] ?? 0) < blkIndent;
}

const FENCE = /^(`{3,})([^`]*)$/;
const LANGUAGE = /^[\w+#.-]{1,24}/;

/**
 * A code block. Other than in CommonMark, the closing fence may follow the last line of code
 * directly, as people often write it, and a fence without code is text.
 */
export const codeBlock: BlockRule = (state, start, end, silent) => {
  if (isIndented(state, start)) return false;
  const [, fence = "", info = ""] = FENCE.exec(lineAt(state, start)) ?? [];
  if (!fence) return false;
  if (silent) return true;
  let line = start + 1;
  let last = "";
  let isClosed = false;
  for (; line < end && !isClosed; line += 1) {
    if (!state.isEmpty(line) && isOutside(state, line)) break;
    const text = lineAt(state, line).trimEnd();
    const length = trailingBackticks(text);
    if (length < fence.length) continue;
    isClosed = length === text.length;
    if (length !== fence.length || isClosed) continue;
    last = state.getLines(line, line + 1, state.sCount[start] ?? 0, false).trimEnd();
    last = last.slice(0, -length);
    isClosed = true;
  }
  const codeEnd = isClosed ? line - 1 : line;
  const code = state.getLines(start + 1, codeEnd, state.sCount[start] ?? 0, true) + last;
  if (code.trim() === "") return false;
  const token = state.push("fence", "code", 0);
  token.content = code.replace(/\n$/, "");
  token.info = LANGUAGE.exec(info.trim())?.[0].toLowerCase() ?? "";
  state.line = line;
  return true;
};

function trailingBackticks(text: string): number {
  let start = text.length;
  while (text[start - 1] === "`") start -= 1;
  return text.length - start;
}

/** A `>` that is neither an arrow nor the brows of a face such as `>:(` and `>_<`. */
const QUOTE = /^>(?![._:;=<^-])/;

export const quote: BlockRule = (state, start, end, silent) =>
  QUOTE.test(lineAt(state, start)) && blockquote(state, start, end, silent);

/** A marker with text after it: a dash alone is no list. */
const ITEM = /^(?:[-+*]|\d{1,9}[.)])[ \t]+\S/;
/** The rule of CommonMark (`- - -`), which is shown as it is typed. */
const RULE = /^([-*])(?:[ \t]*\1)+[ \t]*$/;

export const list: BlockRule = (state, start, end, silent) => {
  const text = lineAt(state, start);
  return ITEM.test(text) && !RULE.test(text) && markdownList(state, start, end, silent);
};

/** What ends a paragraph. */
const blocks = [codeBlock, quote, list];

/**
 * The lines up to the next other block. Blank lines belong to it, so that text keeps the line breaks
 * that it was written with.
 */
export const paragraph: BlockRule = (state, start, end) => {
  const { parentType } = state;
  state.parentType = "paragraph";
  let last = start + 1;
  for (let line = last; line < end; line += 1) {
    if (state.isEmpty(line)) continue;
    if (isOutside(state, line)) break;
    if (!isAtLimit(state) && blocks.some((block) => block(state, line, end, true))) break;
    last = line + 1;
  }
  const token = state.push("inline", "", 0);
  token.content = state.getLines(start, last, state.blkIndent, false).trimEnd();
  state.parentType = parentType;
  state.line = last;
  return true;
};

/** Quotes and lists inside each other; a list counts twice. Deeper ones are shown as typed. */
const NESTING = 8;
/** Tokens of blocks, which a message of 8,000 characters has only if it is hostile. */
const TOKENS = 2_000;

export function isAtLimit({ level, tokens }: BlockState): boolean {
  return level >= NESTING || tokens.length >= TOKENS;
}
