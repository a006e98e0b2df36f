import { customEmoji } from "../expressions/index.js";
import { splitTone } from "@rally/shared/text";
import { toneChips } from "./tone-chips.js";
import { renderMarkdown, type TextContext } from "./markdown/render-markdown.js";

/** Emoji of a message that is shown large. */
const LARGE = 3;
/** The longest sequence of Unicode has 35 UTF-16 code units. */
const LONGEST = LARGE * 40;
/** Most messages have letters and emoji have none: this test costs a hundredth of the other. */
const LETTER = /[a-z]/i;
/** What an emoji starts with: a flag, a key such as 1\u20E3, or a picture that is not shown as text. */
const EMOJI =
  /^(?:\p{RI}{2}|[0-9#*]\uFE0F?\u20E3|\p{Emoji_Presentation}|(?![0-9#*])\p{Emoji}[\uFE0F\p{EMod}])/u;
/** What else belongs to one; without it, marks could be stacked upon an emoji. */
const PARTS = /^(?:\p{Emoji}|\uFE0F|\u200D|\u20E3|[\u{E0020}-\u{E007F}])+$/u;
const SPACE = /^\s+$/;

let segmenter: Intl.Segmenter | undefined;

/** Whether a text consists of one to three emoji, and spaces. */
export function isEmojiOnly(text: string): boolean {
  const body = text.replace(/:([a-z0-9_]{2,32}):/g, (typed, name: string) =>
    customEmoji.value.has(name) ? "😀" : typed,
  );
  if (body.length > LONGEST || LETTER.test(body)) return false;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  let count = 0;
  // A family or a flag is one grapheme of several code points.
  for (const { segment } of segmenter.segment(body)) {
    if (SPACE.test(segment)) continue;
    if (!EMOJI.test(segment) || !PARTS.test(segment)) return false;
    count += 1;
    if (count > LARGE) return false;
  }
  return count > 0;
}

/** What markup starts with. A text without it needs no parser. */
const MARKUP =
  /[\\`*_@[]|:[a-z0-9_]{2,32}:|~~|\|\||https?:|^[ \t]*(?:>|[-+][ \t]|\d{1,9}[.)][ \t])/imu;

/**
 * The text of a message with its markup, addresses, mentions and tone indicators; never interpreted as
 * HTML.
 */
export function messageText(body: string, context: TextContext): unknown {
  const { text, tones } = splitTone(body);
  // The parser drops the space at the end.
  const said = tones.length === 0 ? text : text.trimEnd();
  const shown = MARKUP.test(said) ? renderMarkdown(said, context) : said;
  return tones.length === 0 ? shown : [shown, text.slice(said.length), toneChips(tones)];
}
