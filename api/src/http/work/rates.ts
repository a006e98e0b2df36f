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
import { clientAddress } from "@rally/shared/server/addresses";
import type { ApiContext, Caller } from "../context.js";

/** Seconds over which commands are counted, so that a full outbox can be sent at once. */
const COMMANDS_OVER = 10;
const MINUTE = 60;
/**
 * Routes with the strict limit by address: those that test a secret, or make the server send
 * requests or mail.
 */
const strictRoutes: ReadonlySet<Route> = new Set<Route>([
  ...[login, register, forgotPassword, resetPassword, confirmEmail],
  ...[finishSignIn, startOAuth, passkeyChallenge, signInWithPasskey],
]);

/** The rate limits of a request. Each refuses with `rate_limited`. */
export interface Rates {
  /** Before the token is checked. */
  limitByAddress(route: Route, http: Context): Promise<void>;
  /** Before the body is read. */
  limitByUser(route: Route, caller: Caller, http: Context): Promise<void>;
  /** Counts each command of a request. */
  limitByBody(route: Route, body: unknown, caller: Caller, http: Context): Promise<void>;
}

/**
 * All rate limits of requests.
 * - Commands, by user: counted by each server on its own. The limit protects the server's database
 * and event loop, and a Redis round trip before each command would slow every message.
 * - Sign-in, registration and mail links, by address: counted by all servers together with Redis,
 * because the limit is against guessing; next to Argon2 the round trip is negligible. While Redis
 * is down, each server counts on its own.
 */
export function limitRates(context: ApiContext): Rates {
  const { commandsPerSecond, batchCommands } = context.limits;
  const commands = new RateLimiterMemory({
    // A limit below one full batch would block an outbox for ever.
    points: Math.max(commandsPerSecond * COMMANDS_OVER, batchCommands),
    duration: COMMANDS_OVER,
  });
  const signIns = sharedLimiter(context, "sign-ins", {
    points: context.limits.signInsPerMinute,
    duration: MINUTE,
  });
  return {
    async limitByAddress(route, http) {
      if (!strictRoutes.has(route)) return;
      await take(signIns, clientAddress(http.req, context.publicUrl), 1, http);
    },
    async limitByUser(route, caller, http) {
      if (route.method !== "GET") await take(commands, caller.userId, 1, http);
    },
    async limitByBody(route, body, caller, http) {
      if (route !== runCommands) return;
      const more = (body as { commands: unknown[] }).commands.length - 1;
      if (more > 0) await take(commands, caller.userId, more, http);
    },
  };
}

/** A limiter that all servers share with Redis; `duration` is in seconds. */
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
    // Keys over the limit are refused without another round trip.
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
    throw new RallyError("rate_limited", `Too many requests; try again in ${seconds} s`);
  }
}
