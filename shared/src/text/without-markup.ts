/** Shown in place of the text of a spoiler, whatever its length. */
const HIDDEN = "▒▒▒";
const BARS = "||";

const WORD = String.raw`\p{L}\p{N}`;
const FENCE = /^`{3,}[\w+#.-]{0,24}[ \t]*\n|\n?(?<!`)`{3,}[ \t]*$/gm;
const QUOTE = /^(?:>(?![._:;=<^-])[ \t]?)+/gm;
const BULLET = /^([ \t]*)[-+*][ \t]+(?=\S)/gm;
const CODE = /(?<!`)(`+)(?!`)([^`\n]+)\1(?!`)/;
const LINK = /\[([^[\]\n]+)\]\(https?:\/\/[^\s()[\]<>|]*\)/gi;
const STRIKE = /~~(?=\S)([^~\n]+)~~/g;
const STARS = /(?<!\\)(\*{1,3})(?=[^\s*])([^*\n]*[^\s*\\])\1/g;
const UNDERSCORES = new RegExp(
  String.raw`(?<![${WORD}_\\])(_{1,3})(?=[^\s_])([^_\n]*[^\s_\\])\1(?![${WORD}_])`,
  "gu",
);
const INLINE = /[*_~[\\]/;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/**
 * The text of a message without Markdown, for one line. It approximates how the app renders a
 * message, with one promise: text that is hidden there is not in the result.
 * @param options `isCut`: only the beginning of a text, whose spoilers may end after it.
 */
export function withoutMarkup(text: string, { isCut = false } = {}): string {
  const lines = hideSpoilers(text, isCut).replace(FENCE, "").replace(QUOTE, "");
  // Between two texts there are the backticks and the content of code.
  const parts = lines.replace(BULLET, "$1• ").split(CODE);
  return parts.map((part, at) => [withoutInline(part), "", part][at % 3]).join("");
}

function withoutInline(text: string): string {
  if (!INLINE.test(text)) return text;
  let plain = text.replace(LINK, "$1").replace(STRIKE, "$1");
  // Twice, for bold text with italic words.
  for (let time = 0; time < 2; time += 1) {
    plain = plain.replace(STARS, "$2").replace(UNDERSCORES, "$2");
  }
  return plain.replace(ESCAPED, "$1");
}

/**
 * Replaces the text of spoilers. Where code, a link or several lines may decide which bars belong
 * together, everything from the first bars to the last ones is replaced.
 */
function hideSpoilers(text: string, isCut: boolean): string {
  const first = text.indexOf(BARS);
  if (first < 0) return text;
  const lines = text.split(/([\r\n])/);
  // A fence, and a backtick in the address of a link, are not read here.
  const isSimple = !text.includes("```") && !(text.includes("`") && text.includes("]("));
  const known = isSimple ? lines.map((line) => hideInLine(line, lines.length === 1 && !isCut)) : [];
  if (isSimple && known.every((line) => line !== undefined)) return known.join("");
  const last = isCut ? text.length : text.lastIndexOf(BARS);
  return last === first ? text : text.slice(0, first) + HIDDEN + text.slice(last + BARS.length);
}

/**
 * Replaces the text of spoilers in a line, which it reads as the app does.
 * @param isWhole whether the text has no other line, so that what is open at its end stays open
 * @returns undefined if another line may decide what is hidden
 */
function hideInLine(line: string, isWhole: boolean): string | undefined {
  let shown = "";
  let from = 0;
  let spoiler: number | undefined;
  let at = 0;
  while (at < line.length) {
    if (line[at] === "\\") at += 2;
    else if (line[at] === "`") {
      const end = codeEnd(line, at);
      if (end === undefined && !isWhole) return undefined;
      at = end ?? runEnd(line, at);
    } else if (!line.startsWith(BARS, at)) at += 1;
    else if (spoiler === undefined || (isOperator(line, spoiler) && isOperator(line, at))) {
      spoiler = at;
      at += BARS.length;
    } else {
      const isEmpty = spoiler + BARS.length === at;
      at += BARS.length;
      shown += line.slice(from, spoiler) + (isEmpty ? line.slice(spoiler, at) : HIDDEN);
      from = at;
      spoiler = undefined;
    }
  }
  return spoiler === undefined || isWhole ? shown + line.slice(from) : undefined;
}

/** The end of the backticks at an index. */
function runEnd(line: string, start: number): number {
  let end = start;
  while (line[end] === "`") end += 1;
  return end;
}

/** The end of the code that starts at an index: after as many backticks as it starts with. */
function codeEnd(line: string, start: number): number | undefined {
  const open = runEnd(line, start);
  for (let at = line.indexOf("`", open); at >= 0; at = line.indexOf("`", runEnd(line, at))) {
    if (runEnd(line, at) - at === open - start) return runEnd(line, at);
  }
  return undefined;
}

/** Characters before an operator that are searched for a letter. */
const BEFORE = 40;
const OPERATOR = /\|\|[ \t]+[^\s]/y;

/**
 * Whether the two bars at an index are an operator, as in `a || b`: they have spaces on both sides,
 * and the line has a letter before them, so that they do not begin a quote or the item of a list.
 * Two operators in a row are no spoiler.
 */
export function isOperator(text: string, at: number): boolean {
  if (text[at - 1] !== " " && text[at - 1] !== "\t") return false;
  const before = text.slice(Math.max(0, at - BEFORE), at);
  if (!/\p{L}[^\r\n]*$/u.test(before)) return false;
  OPERATOR.lastIndex = at;
  return OPERATOR.test(text);
}
