/*
 * Glicko-2, as in Mark Glickman, "Example of the Glicko-2 system" (2022,
 * https://www.glicko.net/glicko/glicko2.pdf); the numbers of the steps are his. Bounds, and the length
 * of a rating period, are those of Lichess.
 */

/** A player's strength in one game. */
export interface Rating {
  /** In points; 1500 for a new player. */
  rating: number;
  /** The uncertainty of the rating, in points: with 95 % the true strength is within two of them. */
  deviation: number;
  /** How much the strength changes, in the units of Glicko-2. */
  volatility: number;
}

/** One match, from the player's side. */
export interface RatedResult {
  opponent: Pick<Rating, "rating" | "deviation">;
  /** 1 for a win, 0.5 for a draw, 0 for a loss. */
  score: 0 | 0.5 | 1;
}

export const newRating: Rating = { rating: 1_500, deviation: 350, volatility: 0.06 };

/** The bounds of all ratings, so that no series of results makes them useless. */
export const ratingBounds = {
  rating: { least: 400, most: 4_000 },
  deviation: { least: 45, most: 350 },
  volatility: { least: 0.01, most: 0.1 },
} as const;

/** Above this deviation, a rating is shown with a question mark and is in no leaderboard. */
export const PROVISIONAL_DEVIATION = 110;

/** In this time a deviation of 60 grows to 110 within a year without a match. */
export const RATING_PERIOD_MS = Math.round(86_400_000 / 0.21436);

/** Points in one unit of Glicko-2. */
const SCALE = 173.7178;
/** The system constant τ: how much volatility may change. */
const TAU = 0.5;
/** The precision ε of the volatility. */
const PRECISION = 0.000001;

export function isProvisional({ deviation }: Pick<Rating, "deviation">): boolean {
  return deviation > PROVISIONAL_DEVIATION;
}

/**
 * The rating after some matches of one rating period.
 * @param periods the rating periods since the last update, at least 0; may be a fraction
 */
export function updateRating(player: Rating, results: readonly RatedResult[], periods = 1): Rating {
  if (results.length === 0) return decayRating(player, periods);
  // Step 2
  const mean = (player.rating - newRating.rating) / SCALE;
  const deviation = player.deviation / SCALE;
  // Steps 3 and 4
  let certainty = 0;
  let surprise = 0;
  for (const { opponent, score } of results) {
    const weight = weightOf(opponent.deviation / SCALE);
    const expected =
      1 / (1 + Math.exp(-weight * (mean - (opponent.rating - newRating.rating) / SCALE)));
    certainty += weight ** 2 * expected * (1 - expected);
    surprise += weight * (score - expected);
  }
  const variance = 1 / certainty;
  // Step 5
  const volatility = newVolatility(player.volatility, deviation, variance, variance * surprise);
  // Steps 6 and 7
  const before = deviation ** 2 + periods * volatility ** 2;
  const after = 1 / (1 / before + certainty);
  // Step 8
  return bounded({
    rating: newRating.rating + SCALE * (mean + after * surprise),
    deviation: SCALE * Math.sqrt(after),
    volatility,
  });
}

/** The rating after some rating periods without a match: only its deviation grows (step 6). */
export function decayRating(player: Rating, periods: number): Rating {
  const deviation = player.deviation / SCALE;
  const grown = SCALE * Math.sqrt(deviation ** 2 + periods * player.volatility ** 2);
  return bounded({ ...player, deviation: grown });
}

/** The rating periods in a time in milliseconds; 0 for a negative time. */
export function ratingPeriods(elapsedMs: number): number {
  return Math.max(0, elapsedMs) / RATING_PERIOD_MS;
}

/**
 * Both ratings after one match.
 * @param winner the index of the winner; null for a draw
 * @param periods for each player, the rating periods since the last match
 */
export function rateMatch(
  players: readonly [Rating, Rating],
  winner: 0 | 1 | null,
  periods: readonly [number, number] = [0, 0],
): [Rating, Rating] {
  const update = (index: 0 | 1): Rating => {
    const other = index === 0 ? 1 : 0;
    const opponent = decayRating(players[other], periods[other]);
    const score = winner === null ? 0.5 : winner === index ? 1 : 0;
    return updateRating(players[index], [{ opponent, score }], periods[index]);
  };
  return [update(0), update(1)];
}

/** g(φ) of step 3: results against opponents whose rating is uncertain count less. */
function weightOf(deviation: number): number {
  return 1 / Math.sqrt(1 + (3 * deviation ** 2) / Math.PI ** 2);
}

/** Step 5: the root of f by the Illinois method. */
function newVolatility(
  volatility: number,
  deviation: number,
  variance: number,
  improvement: number,
): number {
  const start = Math.log(volatility ** 2);
  const f = (x: number): number => {
    const spread = deviation ** 2 + variance + Math.exp(x);
    return (Math.exp(x) * (improvement ** 2 - spread)) / (2 * spread ** 2) - (x - start) / TAU ** 2;
  };
  let a = start;
  let b = Math.log(improvement ** 2 - deviation ** 2 - variance);
  if (Number.isNaN(b) || b === -Infinity) {
    b = start - TAU;
    while (f(b) < 0) b -= TAU;
  }
  let [fa, fb] = [f(a), f(b)];
  while (Math.abs(b - a) > PRECISION) {
    const c = a + ((a - b) * fa) / (fb - fa);
    const fc = f(c);
    if (fc * fb <= 0) [a, fa] = [b, fb];
    else fa /= 2;
    [b, fb] = [c, fc];
  }
  return Math.exp(a / 2);
}

function bounded({ rating, deviation, volatility }: Rating): Rating {
  return {
    rating: within(rating, ratingBounds.rating),
    deviation: within(deviation, ratingBounds.deviation),
    volatility: within(volatility, ratingBounds.volatility),
  };
}

function within(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(Math.max(value, least), most);
}
