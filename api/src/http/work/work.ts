import { RallyError } from "@rally/shared/errors";
import type { Context } from "koa";
import { clientAddress } from "@rally/shared/server/addresses";
import { Answers } from "../bodies/answers.js";
import { Budget } from "./budget.js";
import type { ApiContext, Caller } from "../context.js";
import { FairQueue } from "./fair-queue.js";
import { Shares } from "./shares.js";

/** The minimum cost of a request in milliseconds, for example of a file or a refused token. */
const LEAST_COST = 1;

/** Bounds the work that requests cause, and the memory of answers that clients do not read. */
export interface Work {
  /** @throws RallyError `rate_limited` when the address has used up its budget. */
  checkAddressBudget(http: Context): void;
  /** Charges the address of a request without a user. */
  chargeAddress(http: Context): void;
  /**
   * @throws RallyError `rate_limited` when the user has used up their budget, or has too many
   * unread answers.
   */
  checkUserBudget(caller: Caller, http: Context): void;
  /**
   * Queues a read of a user, or any request without a user, and charges its cost to the sender. It
   * does not run when the client disconnects before its turn.
   * @throws RallyError `rate_limited`, `unavailable` when too many wait.
   */
  runInTurn<T>(caller: Caller | undefined, http: Context, work: () => Promise<T>): Promise<T>;
  /**
   * Queues a write with a transaction of its own: a few run at a time, so that one user does not
   * take all connections.
   * @throws RallyError `rate_limited`, `unavailable` when too many wait.
   */
  writeInTurn<T>(userId: string, work: () => Promise<T>): Promise<T>;
  /**
   * Sends `json`, counted until the client has read it; the answer to a completed write is never
   * refused.
   * @throws RallyError `rate_limited`, `unavailable`
   */
  sendAnswer(
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
  const line = new FairQueue({
    runningEach: limits.requestsOfEach,
    runningAll: limits.requestsAtOnce,
    waitingEach: limits.requestsWaitingOfEach,
    waitingAll: limits.requestsWaiting,
  });
  const shares = new Shares();
  const writes = new FairQueue({
    runningEach: limits.writesOfEach,
    // The bound of each user is enough: the pool runs their transactions in order.
    runningAll: Infinity,
    waitingEach: limits.writesWaitingOfEach,
    waitingAll: limits.writesWaiting,
  });
  const answers = new Answers({ each: limits.userAnswerBytes, all: limits.answerBytes });
  metrics.observeAnswerBytes(() => answers.total);
  const addressOf = (http: Context): string => clientAddress(http.req, publicUrl);
  return {
    checkAddressBudget(http) {
      refuseWhileInDebt(addresses, addressOf(http), http);
    },
    chargeAddress(http) {
      addresses.spend(addressOf(http), LEAST_COST);
    },
    checkUserBudget(caller, http) {
      refuseWhileInDebt(users, caller.userId, http);
      answers.requireRoom(caller.userId);
    },
    async runInTurn(caller, http, work) {
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
    async writeInTurn(userId, work) {
      const leave = await writes.enter(userId);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    sendAnswer(caller, http, json, options) {
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
