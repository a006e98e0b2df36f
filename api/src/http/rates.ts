import {
  confirmEmail,
  forgotPassword,
  login,
  register,
  resetPassword,
} from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import type { Route } from "@rally/shared/http";
import {
  finishSignIn,
  passkeyChallenge,
  signInWithPasskey,
  startOAuth,
} from "@rally/shared/sign-in";
import type { Context } from "koa";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import { senderOf } from "./address.js";
import type { ApiContext, Caller } from "./context.js";

/** Seconds over which commands are counted: a full outbox may leave at once, a flood may not. */
const COMMANDS_OVER = 10;
const MINUTE = 60;
/** Whatever lets one guess who somebody is, or has us ask others. */
const entrances: ReadonlySet<Route> = new Set<Route>([
  ...[login, register, forgotPassword, resetPassword, confirmEmail],
  ...[finishSignIn, startOAuth, passkeyChallenge, signInWithPasskey],
]);

/** What a request passes before and after its sender is known. Each refuses with `rate_limited`. */
export interface Rates {
  /** By the address alone, before anything else is looked at. */
  enter(route: Route, http: Context): Promise<void>;
  /** By the user, before the body is read. */
  admit(route: Route, caller: Caller, http: Context): Promise<void>;
  /** By what the body asks for. */
  charge(route: Route, body: unknown, caller: Caller, http: Context): Promise<void>;
}

/**
 * The one place where rates are limited.
 * - Commands, by user: counted by each server for itself. The bound protects its database and its
 *   event loop, and asking Redis before each command would cost every message a round trip more.
 * - Signing in, registering and links by mail, by address: counted by all servers together where there is Redis,
 *   for there the bound is on guessing; Argon2 makes a round trip unnoticeable. While Redis is
 *   away each server counts for itself.
 */
export function limitRates(context: ApiContext): Rates {
  const { commandsPerSecond, batchCommands } = context.limits;
  const commands = new RateLimiterMemory({
    // Below a full batch an outbox would wait for ever.
    points: Math.max(commandsPerSecond * COMMANDS_OVER, batchCommands),
    duration: COMMANDS_OVER,
  });
  const signIns = sharedLimiter(context, "sign-ins", {
    points: context.limits.signInsPerMinute,
    duration: MINUTE,
  });
  return {
    async enter(route, http) {
      if (!entrances.has(route)) return;
      await take(signIns, senderOf(http.req, context.publicUrl), 1, http);
    },
    async admit(route, caller, http) {
      if (route.method !== "GET") await take(commands, caller.userId, 1, http);
    },
    async charge(route, body, caller, http) {
      if (route !== runCommands) return;
      const more = (body as { commands: unknown[] }).commands.length - 1;
      if (more > 0) await take(commands, caller.userId, more, http);
    },
  };
}

/** Counts for all servers together where there is Redis; `duration` in seconds. */
export function sharedLimiter(
  { redis, history }: ApiContext,
  name: string,
  bound: { points: number; duration: number },
): RateLimiterAbstract {
  const alone = new RateLimiterMemory(bound);
  if (!redis) return alone;
  return new RateLimiterRedis({
    ...bound,
    storeClient: redis,
    keyPrefix: `rally:${history.lineage}:${name}`,
    rejectIfRedisNotReady: true,
    insuranceLimiter: alone,
    // Who is over the bound is refused without asking again.
    inMemoryBlockOnConsumed: bound.points + 1,
  });
}

/** @throws RallyError `rate_limited`, with `Retry-After` */
export async function take(
  limiter: RateLimiterAbstract,
  key: string,
  points: number,
  http: Context,
): Promise<void> {
  try {
    await limiter.consume(key, points);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
    http.set("Retry-After", String(seconds));
    throw new RallyError("rate_limited", `Too much at once; try again in ${seconds} s`);
  }
}
