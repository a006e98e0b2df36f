import type { Emoji } from "./emoji-data.js";

interface Searchable {
  emoji: Emoji;
  /** Without accents, in lower case. */
  shortcodes: readonly string[];
  name: string;
  words: readonly string[];
}

const prepared = new WeakMap<readonly Emoji[], readonly Searchable[]>();

function prepare(all: readonly Emoji[]): readonly Searchable[] {
  const known = prepared.get(all);
  if (known) return known;
  const searchable = all.map((emoji) => {
    const name = plain(emoji.name);
    const words = wordsOf(`${name} ${plain(emoji.tags)} ${emoji.shortcodes.join(" ")}`);
    return { emoji, shortcodes: emoji.shortcodes, name, words };
  });
  prepared.set(all, searchable);
  return searchable;
}

/** Of emoji that match equally well, Unicode's order puts the usual ones first. */
const RANKS = 5;

/**
 * The emoji that `typed` names, the best first: a shortcode, the beginning of one or of a name, then
 * words anywhere. Case and accents do not matter.
 */
export function searchEmoji(all: readonly Emoji[], typed: string, most = Infinity): Emoji[] {
  const text = plain(typed.trim());
  const wanted = wordsOf(text);
  if (wanted.length === 0 && text === "") return [];
  const byRank: Emoji[][] = Array.from({ length: RANKS }, () => []);
  for (const one of prepare(all)) byRank[rank(one, text, wanted)]?.push(one.emoji);
  return byRank.flat().slice(0, most);
}

/** @returns the place of the match in the list of ranks; `RANKS` if it does not match */
function rank({ shortcodes, name, words }: Searchable, text: string, wanted: string[]): number {
  if (shortcodes.includes(text)) return 0;
  if (shortcodes.some((code) => code.startsWith(text))) return 1;
  if (name.startsWith(text)) return 2;
  if (wanted.length === 0) return RANKS;
  const matches = (test: (word: string, typed: string) => boolean): boolean =>
    wanted.every((one) => words.some((word) => test(word, one)));
  if (matches((word, one) => word === one)) return 3;
  return matches((word, one) => word.startsWith(one)) ? 4 : RANKS;
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}+]+/gu) ?? [];
}
