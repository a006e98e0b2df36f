import { isOperator } from "@rally/shared/text";
import { mentionAt } from "@rally/shared/notifications";
import backticks from "markdown-it/lib/rules_inline/backticks.mjs";
import emphasis from "markdown-it/lib/rules_inline/emphasis.mjs";
import { addressAt, webUrl } from "./addresses.js";
import type { InlineRule, InlineState, Token } from "./markdown-state.js";

/** Up to the next character that a rule may take. */
const TEXT = /(?:[^\\`*_~|[\]@:h]|h(?!ttps?:\/\/)|:(?![a-z0-9_]{2,32}:))+/iy;

/** Whether no rule takes any of the text. */
export function isPlain(source: string): boolean {
  TEXT.lastIndex = 0;
  return TEXT.test(source) && TEXT.lastIndex === source.length;
}

export const text: InlineRule = (state) => {
  TEXT.lastIndex = state.pos;
  const [plain] = TEXT.exec(state.src) ?? [""];
  state.pending += plain;
  state.pos += plain.length;
  return plain !== "";
};

/** The punctuation that a backslash makes plain text. `mentionsIn` knows an escaped `@` too. */
const ESCAPED = /[!-/:-@[-`{-~]/;
/** It has an arm that looks like an escape. */
const SHRUG = "\\_(ツ)_/¯";

const escape: InlineRule = (state) => {
  const { src, pos } = state;
  const isShrug = src.startsWith(SHRUG, pos);
  const plain = isShrug ? SHRUG : (src[pos + 1] ?? "");
  if (!isShrug && !ESCAPED.test(plain)) return false;
  state.pending += plain;
  state.pos += isShrug ? plain.length : 2;
  return true;
};

/** Keeps the line breaks, which CommonMark replaces by spaces. */
const code: InlineRule = (state) => {
  const start = state.pos;
  if (!backticks(state, false)) return false;
  const token = state.tokens.at(-1);
  if (token?.type !== "code_inline" || state.pending) return true;
  const { length } = token.markup;
  const content = state.src.slice(start + length, state.pos - length);
  const isPadded = /^\s[^]*\s$/.test(content) && content.trim() !== "";
  token.content = isPadded ? content.slice(1, -1) : content;
  return true;
};

const DIGIT = /\d/;
/** A line that is drawn with stars is no emphasis. */
const LONG_RUN = /([*_])\1{15,}/y;

const emphasized: InlineRule = (state) => {
  const { src, pos } = state;
  LONG_RUN.lastIndex = pos;
  const [run = ""] = LONG_RUN.exec(src) ?? [];
  state.pending += run;
  state.pos += run.length;
  return run !== "" || emphasis.tokenize(state, false);
};

/** `2*3*4` is a sum, not italic. */
const star: InlineRule = (state) => {
  const { src, pos } = state;
  const isFactor = DIGIT.test(src[pos - 1] ?? "") && DIGIT.test(src[pos + 1] ?? "");
  return !isFactor && emphasized(state);
};

const TILDE = "~".charCodeAt(0);

const tildes: InlineRule = (state) => {
  const { can_open: open, can_close: close, length } = state.scanDelims(state.pos, true);
  state.pos += length;
  if (length !== 2) {
    state.pending += "~".repeat(length);
    return true;
  }
  pushText(state, "~~");
  const token = state.tokens.length - 1;
  state.delimiters.push({ marker: TILDE, length: 0, token, end: -1, open, close });
  return true;
};

/** Turns pairs of `~~`, which markdown-it has balanced, into tokens. */
export function pairTildes(state: InlineState): void {
  const lists = [state.delimiters, ...state.tokens_meta.map((meta) => meta?.delimiters ?? [])];
  for (const list of lists) {
    for (const { marker, token, end } of list) {
      if (marker !== TILDE || end < 0) continue;
      turn(state.tokens[token], "s_open", 1);
      turn(state.tokens[list[end]?.token ?? -1], "s_close", -1);
    }
  }
}

/**
 * A spoiler starts and ends at `||`, whatever is beside them, so that it is clear what is hidden:
 * other markup can be inside it but never across its ends. In code, as in `a || b || c`, both are
 * operators and hide nothing.
 */
const bars: InlineRule = (state) => {
  const { src, pos, env } = state;
  if (src[pos + 1] !== "|") return false;
  if (env.spoiler && isOperator(src, env.spoiler.pos) && isOperator(src, pos)) {
    endSpoiler(state);
    delete env.spoiler;
  }
  if (!env.spoiler && !src.includes("||", pos + 2)) return false;
  const token = pushText(state, "||");
  state.pos += 2;
  if (env.spoiler) {
    turn(env.spoiler.token, "spoiler_open", 1);
    turn(token, "spoiler_close", -1);
    state.tokens_meta.push({ delimiters: state.delimiters });
    state.delimiters = env.spoiler.outer;
    env.brackets.length = env.spoiler.brackets;
    delete env.spoiler;
  } else {
    env.spoiler = { token, pos, outer: state.delimiters, brackets: env.brackets.length };
    state.delimiters = [];
  }
  return true;
};

/** Makes the open bars text: markup may go across them. Call it at the end of a text. */
export function endSpoiler(state: InlineState): void {
  const { spoiler } = state.env;
  if (!spoiler) return;
  for (const delimiter of state.delimiters) spoiler.outer.push(delimiter);
  state.delimiters = spoiler.outer;
}

/** Addresses that are checked in a text: more than fit into a message's budget. */
const LINKS = 200;

const openBracket: InlineRule = (state) => {
  const { delimiters } = state;
  const token = pushText(state, "[");
  state.env.brackets.push({ token, delimiters, count: delimiters.length });
  state.pos += 1;
  return true;
};

/** The end of a link. The address may have pairs of brackets, but no spaces and no bars. */
const LINK_END = /\]\((https?:\/\/[^\s<>()|\\]*(?:\([^\s<>()|\\]*\)[^\s<>()|\\]*)*)\)/iy;

const closeBracket: InlineRule = (state) => {
  const bracket = state.env.brackets.pop();
  if (!bracket || bracket.delimiters !== state.delimiters) return false;
  LINK_END.lastIndex = state.pos;
  const [, address] = LINK_END.exec(state.src) ?? [];
  if (address === undefined || state.env.links >= LINKS) return false;
  state.env.links += 1;
  const url = webUrl(address);
  if (!url || state.src[state.pos - 1] === "[") return false;
  turn(bracket.token, "link_open", 1);
  bracket.token.meta = { url };
  state.tokens_meta.push({ delimiters: state.delimiters.splice(bracket.count) });
  const end = state.push("link_close", "a", 0);
  end.nesting = -1;
  end.markup = state.src.slice(state.pos, LINK_END.lastIndex);
  // No link inside a link.
  state.env.brackets.length = 0;
  state.pos = LINK_END.lastIndex;
  return true;
};

const address: InlineRule = (state) => {
  if (state.env.links >= LINKS) return false;
  state.env.links += 1;
  const found = addressAt(state.src, state.pos);
  if (!found) return false;
  const token = pushText(state, found.shown);
  turn(token, "address", 0, token.content);
  token.meta = { url: found.url };
  state.pos += found.shown.length;
  return true;
};

const ADDRESS_START = /https?:\/\//iy;

const addressOrText: InlineRule = (state) => {
  ADDRESS_START.lastIndex = state.pos;
  return ADDRESS_START.test(state.src) ? address(state) : text(state);
};

const mention: InlineRule = (state) => {
  const name = mentionAt(state.src, state.pos);
  if (name === undefined) return false;
  turn(pushText(state, `@${name}`), "mention", 0, `@${name}`);
  state.pos += name.length + 1;
  return true;
};

const EMOJI = /:[a-z0-9_]{2,32}:/y;

const emoji: InlineRule = (state) => {
  EMOJI.lastIndex = state.pos;
  const [typed] = EMOJI.exec(state.src) ?? [];
  if (typed === undefined) return false;
  turn(pushText(state, typed), "emoji", 0, typed);
  state.pos += typed.length;
  return true;
};

/** The rules by the character at which they start. */
export const ruleAt = new Map<string, InlineRule>([
  ["\\", escape],
  ["`", code],
  ["*", star],
  ["_", emphasized],
  ["~", tildes],
  ["|", bars],
  ["[", openBracket],
  ["]", closeBracket],
  ["h", addressOrText],
  ["H", addressOrText],
  ["@", mention],
  [":", emoji],
]);

function pushText(state: InlineState, content: string): Token {
  const token = state.push("text", "", 0);
  token.content = content;
  return token;
}

/** Turns a token of text into one of markup; `markup` keeps what it was typed as. */
function turn(token: Token | undefined, type: string, nesting: -1 | 0 | 1, content = ""): void {
  if (!token) return;
  token.markup = token.content;
  token.content = content;
  token.type = type;
  token.nesting = nesting;
}
