/** A replacement at `index`: `remove` UTF-16 code units are replaced by `insert`. */
export interface Difference {
  index: number;
  remove: number;
  insert: string;
}

/**
 * The smallest single replacement that turns `before` into `after`, so that it merges with other
 * users' changes elsewhere in the text.
 * @param caret the caret's position in `after`: of several equal replacements (an "a" typed among
 * others), the one that ends there.
 */
export function differenceOf(
  before: string,
  after: string,
  caret: number = after.length,
): Difference | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let end = 0;
  const mostEnd = Math.min(shorter, Math.max(0, after.length - caret));
  while (end < mostEnd && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  let start = 0;
  while (start < shorter - end && before[start] === after[start]) start += 1;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  // A cut inside a surrogate pair would leave two invalid characters.
  if (isHighSurrogate(before[start - 1]) || isHighSurrogate(after[start - 1])) start -= 1;
  if (isLowSurrogate(before.at(-end)) && end > 0) end -= 1;
  return {
    index: start,
    remove: before.length - end - start,
    insert: after.slice(start, after.length - end),
  };
}

function isHighSurrogate(unit: string | undefined): boolean {
  return unit !== undefined && unit >= "\uD800" && unit <= "\uDBFF";
}

function isLowSurrogate(unit: string | undefined): boolean {
  return unit !== undefined && unit >= "\uDC00" && unit <= "\uDFFF";
}
