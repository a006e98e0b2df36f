/**
 * A numeric parameter of a bench. The environment's `BENCH_<NAME>` overrides the default, for quick
 * runs during development. Published figures use the defaults.
 * @param {string} name @param {number} otherwise
 */
export function parameter(name, otherwise) {
  const given = process.env[`BENCH_${name}`];
  if (!given) return otherwise;
  const number = Number(given);
  if (!(number > 0)) throw new Error(`BENCH_${name} must be a number above 0, not ${given}`);
  return number;
}

/** Formats a whole number with separators: 1,000,000. */
export const grouped = (number) => Math.round(number).toLocaleString("en");
