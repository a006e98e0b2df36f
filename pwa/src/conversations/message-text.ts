import { html, type TemplateResult } from "lit";

const LINK = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** Belongs to the sentence rather than to the address it ends with. */
const TRAILING = /[.,;:!?…»”’)\]}]+$/u;
let emojiOnly: RegExp | undefined;

/** Made when first asked for: thousands of sequences are behind it. */
function emojiPattern(): RegExp {
  // The v flag is newer than the language level that TypeScript checks literals against.
  return (emojiOnly ??= new RegExp(String.raw`^(?:\p{RGI_Emoji}|\s)+$`, "v"));
}

/** Letters are in most messages and in no emoji; looking for one costs a hundredth of the other. */
const LETTER = /[a-z]/i;

/** Whether a text is a few emoji and nothing else. */
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

/** A message's words as they were written, with its addresses as links; never as markup. */
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

/** An address without the sentence's own punctuation; a bracket it opened itself stays closed. */
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
