/** A completion replaces the characters from `from` to `to`. */
export interface Range {
  from: number;
  to: number;
}

/** The beginning of an emoji's name, or of a mention, that is typed in a message. */
export type WordCompletion =
  ({ type: "emoji"; typed: string } & Range) | ({ type: "mention"; typed: string } & Range);

/** Letters that are typed before an emoji is offered: `:)` and `:D` are what they are. */
const LEAST = 2;
/** Characters before the caret that are read; no shortcode is longer. */
const REACH = 64;
/** Not within a word, so that a time or an address is none. */
const SHORTCODE = /(?<![\p{L}\p{N}_:/\\]):([\p{L}\p{N}_+-]+)$/u;
const WHOLE = /(?<![\p{L}\p{N}_:/\\]):([\p{L}\p{N}_+-]+):$/u;
/** As in `mentionsIn`, but with the letters of a display name. */
const MENTION = /(?<![\p{L}\p{N}_@./+\\-])@([\p{L}\p{N}_]{0,24})$/u;
const REST = /^[\p{L}\p{N}_+-]*/u;

/** The completion of the word at the caret; undefined if none is typed there. */
export function wordCompletionAt(text: string, caret: number): WordCompletion | undefined {
  const head = text.slice(Math.max(0, caret - REACH), caret);
  const [, shortcode] = SHORTCODE.exec(head) ?? [];
  const [, name] = MENTION.exec(head) ?? [];
  const typed = shortcode ?? name;
  if (typed === undefined || (shortcode?.length ?? LEAST) < LEAST) return undefined;
  const type = shortcode === undefined ? "mention" : "emoji";
  const from = caret - typed.length - 1;
  if (isCode(text.slice(0, from))) return undefined;
  const rest = REST.exec(text.slice(caret, caret + REACH))?.[0] ?? "";
  return { type, typed, from, to: caret + rest.length };
}

/** The shortcode between two colons that ends at the caret, with its place. */
export function shortcodeBefore(
  text: string,
  caret: number,
): ({ shortcode: string } & Range) | undefined {
  const head = text.slice(Math.max(0, caret - REACH), caret);
  const [, shortcode] = WHOLE.exec(head) ?? [];
  if (shortcode === undefined) return undefined;
  const from = caret - shortcode.length - 2;
  return isCode(text.slice(0, from)) ? undefined : { shortcode, from, to: caret };
}

/** Whether what follows `before` is inside code, which is shown as it is typed. */
function isCode(before: string): boolean {
  const fences = before.split("```");
  if (fences.length % 2 === 0) return true;
  const line = fences.at(-1)?.split("\n").at(-1) ?? "";
  return line.split("`").length % 2 === 0;
}
