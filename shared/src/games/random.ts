/**
 * A seeded generator of 32-bit integers: mulberry32 by Tommy Ettinger (public domain,
 * https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). Its whole state is one
 * 32-bit unsigned integer, which the state of a game contains. Not for secrets.
 */
export function nextRandom(random: number): number {
  return (random + 0x6d2b79f5) >>> 0;
}

/** The 32-bit unsigned integer that belongs to a state of the generator. */
export function randomValue(random: number): number {
  let value = Math.imul(random ^ (random >>> 15), random | 1);
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
  return (value ^ (value >>> 14)) >>> 0;
}

/** The integer from 0 to `count` - 1 that belongs to a state of the generator; `count` is below 2^21. */
export function randomBelow(random: number, count: number): number {
  // Exact: the product is below 2^53, and the division by a power of two only moves the point.
  return Math.floor((randomValue(random) * count) / 2 ** 32);
}

/** A generator that keeps its state, for code outside of the states of a game. */
export class RandomSource {
  #random: number;

  /** @param seed a 32-bit unsigned integer */
  constructor(seed: number) {
    this.#random = seed >>> 0;
  }

  /** An integer from 0 to `count` - 1; `count` is below 2^21. */
  below(count: number): number {
    this.#random = nextRandom(this.#random);
    return randomBelow(this.#random, count);
  }

  /** An integer from -`range` to `range`. */
  within(range: number): number {
    return this.below(2 * range + 1) - range;
  }
}
