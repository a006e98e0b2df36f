import { RallyError } from "@rally/shared/errors";
import type { Context } from "koa";
import { senderOf } from "./address.js";
import { Answers } from "./answers.js";
import { Budget } from "./budget.js";
import type { ApiContext, Caller } from "./context.js";
import { FairLine } from "./fair-line.js";
import { Shares } from "./shares.js";

/** Milliseconds that a request costs its address at least: a file, a refused token. */
const LEAST_COST = 1;

/** What requests may make the server work, and hold for those who do not read. */
export interface Work {
  /** Refuses an address whose budget is used up. @throws RallyError `rate_limited` */
  enter(http: Context): void;
  /** Charges the address of a request that has no user. */
  chargeAddress(http: Context): void;
  /**
   * Refuses a user whose budget is used up, or who does not take the answers that they have.
   * @throws RallyError `rate_limited`
   */
  admit(caller: Caller, http: Context): void;
  /**
   * Runs what reads for a user, or anything for somebody who is not signed in: when its turn has
   * come, and on its sender's account. It does not run when the client disconnects before its turn.
   * @throws RallyError `rate_limited`, `unavailable` when too much waits already.
   */
  run<T>(caller: Caller | undefined, http: Context, work: () => Promise<T>): Promise<T>;
  /**
   * Runs what writes for a user, in transactions of its own: a few at a time, so that one user does
   * not take all connections. @throws RallyError `rate_limited`, `unavailable` when too much waits.
   */
  write<T>(userId: string, work: () => Promise<T>): Promise<T>;
  /**
   * Answers with `json`, counted until it was taken; what was `written` is never refused.
   * @throws RallyError `rate_limited`, `unavailable`
   */
  send(
    caller: Caller | undefined,
    http: Context,
    json: string,
    options: { written: boolean },
  ): void;
}

export function limitWork(context: ApiContext): Work {
  const { limits, publicUrl, redis, history, logger, metrics } = context;
  const shared = (name: string) =>
    redis && { redis, logger, prefix: `rally:${history.lineage}:work-${name}` };
  const users = new Budget(
    { perSecond: limits.userWork, atOnce: limits.userWorkAtOnce },
    shared("user"),
  );
  const addresses = new Budget(
    { perSecond: limits.addressWork, atOnce: limits.addressWorkAtOnce },
    shared("address"),
  );
  const line = new FairLine({
    runningEach: limits.requestsOfEach,
    runningAll: limits.requestsAtOnce,
    waitingEach: limits.requestsWaitingOfEach,
    waitingAll: limits.requestsWaiting,
  });
  const shares = new Shares();
  const writes = new FairLine({
    runningEach: limits.writesOfEach,
    // Each user's own bound is enough: the pool takes their transactions in order.
    runningAll: Infinity,
    waitingEach: limits.writesWaitingOfEach,
    waitingAll: limits.writesWaiting,
  });
  const answers = new Answers({ each: limits.userAnswerBytes, all: limits.answerBytes });
  metrics.observeAnswerBytes(() => answers.total);
  const addressOf = (http: Context): string => senderOf(http.req, publicUrl);
  return {
    enter(http) {
      refuseWhileInDebt(addresses, addressOf(http), http);
    },
    chargeAddress(http) {
      addresses.spend(addressOf(http), LEAST_COST);
    },
    admit(caller, http) {
      refuseWhileInDebt(users, caller.userId, http);
      answers.requireRoom(caller.userId);
    },
    async run(caller, http, work) {
      const key = caller?.userId ?? addressOf(http);
      const leave = await line.enter(key, http.res);
      const end = shares.begin();
      try {
        return await work();
      } finally {
        const cost = Math.max(LEAST_COST, end());
        leave();
        (caller ? users : addresses).spend(key, cost);
      }
    },
    async write(userId, work) {
      const leave = await writes.enter(userId);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    send(caller, http, json, options) {
      answers.send(caller?.userId ?? addressOf(http), http, json, options);
    },
  };
}

function refuseWhileInDebt(budget: Budget, key: string, http: Context): void {
  const wait = budget.wait(key);
  if (wait === 0) return;
  const seconds = Math.ceil(wait / 1_000);
  http.set("Retry-After", String(seconds));
  throw new RallyError("rate_limited", `Too much work at once; try again in ${seconds} s`);
}
