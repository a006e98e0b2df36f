import type { Context } from "koa";
import { type ApiContext, sharedLimiter, take } from "../http/index.js";

const QUARTER_OF_AN_HOUR = 15 * 60;

/** Counts what is tried to prove that one is a user; what is right is not held against them. */
export interface GuessLimit {
  /** @throws RallyError `rate_limited` */
  charge(userId: string, http: Context): Promise<void>;
  forgive(userId: string): Promise<void>;
}

/** By account, wherever the guesses come from; by address they are limited besides. */
export function guessLimit(context: ApiContext): GuessLimit {
  const limiter = sharedLimiter(context, "proofs", {
    points: context.limits.proofsPerAccount,
    duration: QUARTER_OF_AN_HOUR,
  });
  return {
    charge: (userId, http) => take(limiter, userId, 1, http),
    forgive: async (userId) => void (await limiter.reward(userId, 1)),
  };
}
