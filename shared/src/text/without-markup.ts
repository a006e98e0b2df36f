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
 * Replaces the text of spoilers. Where code, a backslash or several lines may decide which bars
 * belong together, everything from the first bars to the last ones is replaced.
 */
function hideSpoilers(text: string, isCut: boolean): string {
  const first = text.indexOf(BARS);
  if (first < 0) return text;
  const isCertain = !/[`\\]/.test(text) && text.split(/[\r\n]/).every(hasPairs);
  if (isCertain) return text.replace(/\|\|(.*?)\|\|/gs, (bars, hidden) => (hidden ? HIDDEN : bars));
  const last = isCut ? text.length : text.lastIndexOf(BARS);
  return last === first ? text : text.slice(0, first) + HIDDEN + text.slice(last + BARS.length);
}

function hasPairs(line: string): boolean {
  return line.split(BARS).length % 2 === 1;
}
