import { renderMarkdown, type TextContext } from "./markdown/render-markdown.js";

let emojiOnly: RegExp | undefined;

/** Created on first use: it expands to thousands of sequences. */
function emojiPattern(): RegExp {
  // The `v` flag is newer than TypeScript's target, so a literal would not compile.
  return (emojiOnly ??= new RegExp(String.raw`^(?:\p{RGI_Emoji}|\s)+$`, "v"));
}

/** Most messages have letters and emoji have none: this test costs a hundredth of the other. */
const LETTER = /[a-z]/i;

/** Whether a text consists of a few emoji only. */
export function isEmojiOnly(body: string): boolean {
  return (
    body.length <= 48 &&
    !LETTER.test(body) &&
    emojiPattern().test(body) &&
    [...segments(body)].length <= 5
  );
}

function segments(body: string): Iterable<unknown> {
  return new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(
    body.replace(/\s/g, ""),
  );
}

/** What markup starts with. A text without it needs no parser. */
const MARKUP = /[\\`*_@[]|~~|\|\||https?:|^[ \t]*(?:>|[-+][ \t]|\d{1,9}[.)][ \t])/imu;

/** The text of a message with its markup, addresses and mentions; never interpreted as HTML. */
export function messageText(body: string, context: TextContext): unknown {
  return MARKUP.test(body) ? renderMarkdown(body, context) : body;
}
