/**
 * An address in a text. It ends before characters that are not visible or change the direction of
 * text, and before those with which Markdown goes on.
 */
const ADDRESS =
  /https?:\/\/(?!\[)(?:[^\s<>"'`|\\\]\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]|\](?!\())+/iuy;
/** What follows an address but belongs to the sentence, or is Markdown. */
const TRAILING = new Set(".,;:!?…»”’)]}*_~");
const WORD = /[\p{L}\p{N}_]/u;

/** The address that starts at `index` of a text, without the punctuation of its sentence. */
export function addressAt(text: string, index: number): { shown: string; url: URL } | undefined {
  if (index > 0 && WORD.test(text[index - 1] ?? "")) return undefined;
  ADDRESS.lastIndex = index;
  const shown = trimmed(ADDRESS.exec(text)?.[0] ?? "");
  const url = webUrl(shown);
  return url && { shown, url };
}

/** Removes trailing punctuation; keeps a bracket that was opened in the address. */
function trimmed(address: string): string {
  let end = address.length;
  while (TRAILING.has(address[end - 1] ?? "")) end -= 1;
  const isOpen = address[end] === ")" && address.lastIndexOf("(", end) >= 0;
  return address.slice(0, isOpen ? end + 1 : end);
}

/** The URL of an http or https address; undefined for anything else. */
export function webUrl(address: string): URL | undefined {
  return /^https?:/i.test(address) ? parsed(address) : undefined;
}

function parsed(address: string): URL | undefined {
  // Newer than some browsers that the app supports; an exception costs several times as much.
  if (typeof URL.parse === "function") return URL.parse(address) ?? undefined;
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
