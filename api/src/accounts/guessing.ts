import { hash } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import type { Context } from "koa";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import { senderOf, type ApiContext } from "../http/index.js";
import { folded } from "./folded.js";

const DAY = 24 * 3_600;
/** Seconds for which an account and an address that belong together are remembered; timers count no further than 24 days. */
const KNOWN = 20 * DAY;
/** A wait grows to this many seconds and no further: it ends guessing, not an account. */
const LONGEST_WAIT = 3_600;

/** A guess that may be judged; it counts as wrong unless it is said to have succeeded. */
export interface Guess {
  succeeded(): Promise<void>;
}

/**
 * Bounds guessing of one kind of secret. `account` is whatever was typed or is known of whom a
 * secret belongs to, the same whether or not it exists. Keyed by a session's id besides, nobody
 * outside can lock that session out.
 */
export interface Guessing {
  /** Counts first and lets judge then: many at once are as many. @throws RallyError `too_many_attempts` */
  guess(account: string, http: Context): Promise<Guess>;
}

/** `of` names what is guessed, for instance `sign-in` or `totp`: each is counted for itself. */
export function createGuessing(context: ApiContext, of: string): Guessing {
  const { guesses, guessesOfAccount, guessesFromAddress, guessWait } = context.limits;
  const limiter = limiters(context, of);
  const known = limiter("known", KNOWN);
  const bound = (name: string, free: number) => ({
    free,
    counts: limiter(`${name}-counts`, DAY),
    waits: limiter(`${name}-waits`, guessWait),
  });
  const together = bound("together", guesses);
  const ofAccount = bound("account", guessesOfAccount);
  const fromAddress = bound("address", guessesFromAddress);
  return {
    async guess(typed, http) {
      const address = senderOf(http.req, context.publicUrl);
      const account = hash("sha256", folded(typed));
      const pair = `${account} ${address}`;
      // Whoever has been in from here is not kept out by what others try from elsewhere.
      const isKnown = (await known.get(pair)) !== null;
      const counted = [
        { ...together, key: pair },
        ...(isKnown ? [] : [{ ...ofAccount, key: account }]),
        { ...fromAddress, key: address },
      ];
      for (const { waits, key } of counted) refuseWaiting(await waits.get(key), http);
      for (const { counts, waits, key, free } of counted) {
        const { consumedPoints } = await counts.penalty(key, 1);
        if (consumedPoints < free) continue;
        const wait = Math.min(guessWait * 2 ** (consumedPoints - free), LONGEST_WAIT);
        // One guess opens each wait; others at the same moment find it begun.
        await waits.consume(key, 1, { customDuration: wait }).catch((refused: unknown) => {
          if (!(refused instanceof RateLimiterRes)) throw refused;
          refuseWaiting(refused, http);
        });
      }
      return {
        async succeeded() {
          await known.set(pair, 1, KNOWN);
          await Promise.all([together.counts.delete(pair), together.waits.delete(pair)]);
          // One account of one's own must not buy guesses at others: one success, one guess.
          await Promise.all([ofAccount.counts.reward(account), fromAddress.counts.reward(address)]);
          await Promise.all([ofAccount.waits.delete(account), fromAddress.waits.delete(address)]);
        },
      };
    },
  };
}

function refuseWaiting(wait: RateLimiterRes | null, http: Context): void {
  if (!wait || wait.consumedPoints < 1 || wait.msBeforeNext <= 0) return;
  const seconds = Math.max(1, Math.ceil(wait.msBeforeNext / 1_000));
  http.set("Retry-After", String(seconds));
  throw new RallyError("too_many_attempts", `Too many attempts; try again in ${seconds} s`);
}

/** Counted by all servers together where there is Redis; while it is away, by each for itself. */
function limiters({ redis, history }: ApiContext, of: string) {
  return (name: string, duration: number): RateLimiterAbstract => {
    const bound = { points: 1, duration, keyPrefix: `rally:${history.lineage}:${of}:${name}` };
    const alone = new RateLimiterMemory(bound);
    if (!redis) return alone;
    return new RateLimiterRedis({
      ...bound,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: alone,
    });
  };
}
