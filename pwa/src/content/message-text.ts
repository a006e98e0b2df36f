import { html, type TemplateResult } from "lit";

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** Punctuation after an address that belongs to the sentence, not to the address. */
const TRAILING = /[.,;:!?…»”’)\]}]+$/u;
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

/** The text of a message with its addresses as links; never interpreted as markup. */
export function messageText(body: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const found of body.matchAll(LINK)) {
    const shown = trimmed(found[0]);
    const url = safeUrl(shown);
    if (!url) continue;
    parts.push(body.slice(end, found.index), link(url, shown));
    end = found.index + shown.length;
  }
  parts.push(body.slice(end));
  return parts;
}

/** Removes the sentence's punctuation from an address; keeps a bracket that was opened in it. */
function trimmed(address: string): string {
  const cut = address.replace(TRAILING, "");
  return address[cut.length] === ")" && cut.includes("(") ? `${cut})` : cut;
}

function safeUrl(address: string): URL | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === "https:" || url?.protocol === "http:" ? url : undefined;
}

function link(url: URL, shown: string): TemplateResult {
  return html`<a href=${url.href} target="_blank" rel="noopener noreferrer">${shown}</a>`;
}
