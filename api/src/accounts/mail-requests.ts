import { RallyError } from "@rally/shared/errors";
import type { Context } from "koa";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { ApiContext } from "../http/index.js";
import { folded } from "./folded.js";

const HOUR = 3_600;

/** Takes one from the mails that may be asked for in an hour. @throws RallyError `rate_limited` */
export type TakeMail = (whose: string, http: Context) => Promise<void>;

/** Counted by each server for itself: the bound keeps a mailbox usable and guards no secret. */
export function limitMails({ limits }: ApiContext): TakeMail {
  const mails = new RateLimiterMemory({ points: limits.requestedMails, duration: HOUR });
  return async (whose, http) => {
    try {
      await mails.consume(folded(whose));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      http.set("Retry-After", String(Math.ceil(refused.msBeforeNext / 1_000)));
      throw new RallyError("rate_limited", "Mail was asked for several times already");
    }
  };
}
