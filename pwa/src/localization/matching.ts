/**
 * How well one of `names` answers what the user typed: 2 when each typed word begins one of its
 * words, 1 when it contains the text, 0 otherwise. Case and accents do not matter.
 */
export function matchRank(text: string, ...names: string[]): 0 | 1 | 2 {
  const typed = plain(text.trim().replace(/^@/, ""));
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return 0;
  const plainNames = names.map(plain);
  const begins = plainNames.some((name) => {
    const words = [name, ...wordsOf(name)];
    return wanted.every((beginning) => words.some((word) => word.startsWith(beginning)));
  });
  if (begins) return 2;
  return plainNames.some((name) => name.includes(typed)) ? 1 : 0;
}

/** Those of `all` that match, the best first, and otherwise in the order that they have. */
export function bestMatches<T>(
  all: readonly T[],
  text: string,
  namesOf: (one: T) => string[],
  most: number,
): T[] {
  const ranked = all.map((one) => ({ one, rank: matchRank(text, ...namesOf(one)) }));
  return ranked
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, most)
    .map(({ one }) => one);
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+/gu) ?? [];
}
