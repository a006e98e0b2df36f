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
  /**
   * Whether the account has to wait, though what was typed has not. The guess must then be answered
   * like a wrong one: a refusal would tell that the two names typed belong to one account.
   */
  accountWaits: boolean;
  succeeded(): Promise<void>;
}

/**
 * Bounds guessing of one kind of secret. `account` is whatever was typed or is known of whom a
 * secret belongs to, the same whether or not it exists. Keyed by a session's id besides, nobody
 * outside can lock that session out.
 */
export interface Guessing {
  /**
   * Counts first and lets judge then: many at once are as many. `userId` is the user whom `typed`
   * names, if any: attempts by user name and by e-mail address are counted together by it.
   * @throws RallyError `too_many_attempts`
   */
  guess(typed: string, http: Context, userId?: string): Promise<Guess>;
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
    async guess(typed, http, userId) {
      const address = senderOf(http.req, context.publicUrl);
      const names = [hash("sha256", folded(typed)), ...(userId ? [`user ${userId}`] : [])];
      const owner = names.at(-1) as string;
      // A user who has signed in from here is not kept out by what others try from elsewhere.
      const isKnown = (await known.get(`${owner} ${address}`)) !== null;
      const countedOf = (name: string): Counted[] => [
        { ...together, key: `${name} ${address}` },
        ...(isKnown ? [] : [{ ...ofAccount, key: name }]),
      ];
      const [typedName, userName] = names as [string, string?];
      const counted = [...countedOf(typedName), { ...fromAddress, key: address }];
      for (const { waits, key } of counted) refuseWaiting(await waits.get(key), http);
      let accountWaits = false;
      if (userName) {
        const waits = await Promise.all(
          countedOf(userName).map(({ waits, key }) => waits.get(key)),
        );
        accountWaits = waits.some((wait) => secondsLeft(wait) > 0);
        for (const one of countedOf(userName)) if (await count(one)) accountWaits = true;
      }
      for (const one of counted) refuseWaiting(await count(one), http);
      return {
        accountWaits,
        async succeeded() {
          await known.set(`${owner} ${address}`, 1, KNOWN);
          for (const name of names) {
            const pair = `${name} ${address}`;
            await Promise.all([together.counts.delete(pair), together.waits.delete(pair)]);
            // One account of one's own must not buy guesses at others: one success, one guess.
            await Promise.all([ofAccount.counts.reward(name), ofAccount.waits.delete(name)]);
          }
          await Promise.all([
            fromAddress.counts.reward(address),
            fromAddress.waits.delete(address),
          ]);
        },
      };
    },
  };

  /** Counts one attempt. @returns the wait that others at the same moment have begun, if any. */
  async function count({ counts, waits, key, free }: Counted): Promise<RateLimiterRes | null> {
    const { consumedPoints } = await counts.penalty(key, 1);
    if (consumedPoints < free) return null;
    const wait = Math.min(guessWait * 2 ** (consumedPoints - free), LONGEST_WAIT);
    try {
      // One guess opens each wait; others at the same moment find it begun.
      await waits.consume(key, 1, { customDuration: wait });
      return null;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return refused;
    }
  }
}

/** What is counted, under which key, and how many attempts are free. */
interface Counted {
  key: string;
  free: number;
  counts: RateLimiterAbstract;
  waits: RateLimiterAbstract;
}

/** Whole seconds of a wait that are left; 0: there is none. */
function secondsLeft(wait: RateLimiterRes | null): number {
  if (!wait || wait.consumedPoints < 1 || wait.msBeforeNext <= 0) return 0;
  return Math.max(1, Math.ceil(wait.msBeforeNext / 1_000));
}

function refuseWaiting(wait: RateLimiterRes | null, http: Context): void {
  const seconds = secondsLeft(wait);
  if (seconds === 0) return;
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
