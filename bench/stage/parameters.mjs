/**
 * A number that a bench is run with; the environment's `BENCH_<NAME>` goes first, for a quick look while one works on
 * something. Figures are told for the defaults.
 * @param {string} name @param {number} otherwise
 */
export function parameter(name, otherwise) {
  const given = process.env[`BENCH_${name}`];
  if (!given) return otherwise;
  const number = Number(given);
  if (!(number > 0)) throw new Error(`BENCH_${name} must be a number above 0, not ${given}`);
  return number;
}

/** Whole numbers as they are read: 1,000,000. */
export const grouped = (number) => Math.round(number).toLocaleString("en");
