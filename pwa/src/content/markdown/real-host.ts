import { webUrl } from "./addresses.js";

/** What looks like a host: words with dots between them, the last one with letters. */
const HOST = /(?:[\p{L}\p{N}_-]+\.)+\p{L}[\p{L}\p{N}-]+/gu;
/** Characters of a link's text that are searched for hosts. */
const SEARCHED = 200;
/** Most texts are ASCII, and testing that costs less than replacing nothing. */
const PRINTABLE = /^[ -~]*$/;
const INVISIBLE = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;

/** Scripts whose letters do not look like Latin ones. A label has one of them, or Latin letters. */
const DISTINCT = [
  /^[a-z\d\u00df-\u0130\u0132-\u0137\u0139-\u017e-]+$/iu,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\d\u30fc-]+$/u,
  /^[\p{Script=Arabic}\d-]+$/u,
  /^[\p{Script=Hebrew}\d-]+$/u,
  /^[\p{Script=Devanagari}\d-]+$/u,
  /^[\p{Script=Thai}\d-]+$/u,
];
const CYRILLIC = /^[\p{Script=Cyrillic}\d.-]+$/u;
const GREEK = /^[\p{Script=Greek}\d.-]+$/u;

/** The text without characters that are invisible or change the direction of what follows. */
export function withoutInvisible(text: string): string {
  return PRINTABLE.test(text) ? text : text.replace(INVISIBLE, "");
}

/** The host to show beside an address in a text, because the address only looks like another one. */
export function hostOfAddress(url: URL, address: string): string | undefined {
  const written = /^\w+:\/\/([^/?#]*)/.exec(address)?.[1]?.toLowerCase() ?? "";
  if (written === url.host) return undefined;
  // Written in the letters of a language, or else in a way that hides it: a number, a name and `@`.
  const isPlain = /\P{ASCII}/u.test(written) && hostOf(written) === url.hostname;
  return isPlain && !isDeceptive(written) ? undefined : url.host;
}

/** The host to show beside a link, because its text looks like an address of another host. */
export function hostOfLink(url: URL, text: string): string | undefined {
  const plain = withoutInvisible(text).normalize("NFKC").replaceAll("。", ".");
  const isLong = plain.length > SEARCHED;
  const names = (!isLong && plain.includes(".") && plain.match(HOST)) || [];
  const differs = names.some((name) => bare(hostOf(name)) !== bare(url.hostname));
  return isLong || differs || url.hostname.includes("xn--") ? url.host : undefined;
}

/** Whether a host mixes scripts, or consists of letters that look like those of another script. */
function isDeceptive(host: string): boolean {
  const name = host.replace(/:\d+$/, "");
  if (CYRILLIC.test(name) || GREEK.test(name)) return false;
  return !name.split(".").every((label) => DISTINCT.some((script) => script.test(label)));
}

/** The host as DNS knows it: in Punycode. */
function hostOf(name: string): string | undefined {
  return webUrl(`https://${name}`)?.hostname;
}

function bare(host: string | undefined): string | undefined {
  return host?.replace(/^www\./, "");
}
