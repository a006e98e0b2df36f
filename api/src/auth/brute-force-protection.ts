import { hash } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import { foldCase } from "@rally/shared/text";
import type { Context } from "koa";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import { clientAddress, type ApiContext } from "../http/index.js";

const DAY = 24 * 3_600;
/**
 * Seconds for which a successful sign-in from an address is remembered; Node's timers are limited
 * to 24 days.
 */
const KNOWN = 20 * DAY;
/** The longest wait in seconds, so that attacks do not lock a user out for good. */
const LONGEST_WAIT = 3_600;

/** One attempt. It counts as failed unless `succeeded` is called. */
export interface Attempt {
  /**
   * Whether the account is blocked although the typed name is not. The attempt must then fail like
   * a wrong password: a refusal would reveal that two typed names belong to one account.
   */
  accountWaits: boolean;
  succeeded(): Promise<void>;
}

/**
 * Limits attempts at one kind of secret. Names are counted the same whether or not they exist. A
 * key that contains a session id cannot be blocked from outside that session.
 */
export interface BruteForceProtection {
  /**
   * Counts an attempt before it is checked, so that concurrent attempts are all counted. `userId`
   * is the user that `typed` names, if any: attempts by user name and by email address share one
   * count.
   * @throws RallyError `too_many_attempts`
   */
  begin(typed: string, http: Context, userId?: string): Promise<Attempt>;
}

/** `of` names the secret, for instance `sign-in` or `totp`; each has its own counts. */
export function createBruteForceProtection(context: ApiContext, of: string): BruteForceProtection {
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
    async begin(typed, http, userId) {
      const address = clientAddress(http.req, context.publicUrl);
      const names = [hash("sha256", foldCase(typed)), ...(userId ? [`user ${userId}`] : [])];
      const owner = names.at(-1) as string;
      // Attempts from other addresses do not block a user who signed in from this address before.
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
            // A success gives back one attempt only; otherwise an attacker's own account would buy
            // attempts at others.
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

  /** Counts one attempt. @returns the wait that a concurrent attempt has started, if any. */
  async function count({ counts, waits, key, free }: Counted): Promise<RateLimiterRes | null> {
    const { consumedPoints } = await counts.penalty(key, 1);
    if (consumedPoints < free) return null;
    const wait = Math.min(guessWait * 2 ** (consumedPoints - free), LONGEST_WAIT);
    try {
      // One attempt starts each wait; concurrent attempts are refused.
      await waits.consume(key, 1, { customDuration: wait });
      return null;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return refused;
    }
  }
}

/** One counter: its key, and the number of attempts before waits begin. */
interface Counted {
  key: string;
  free: number;
  counts: RateLimiterAbstract;
  waits: RateLimiterAbstract;
}

/** The rest of a wait in whole seconds, or 0. */
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

/** Limiters that all servers share with Redis; while it is down, each server counts on its own. */
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
