import { RallyError } from "@rally/shared/errors";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { ApiContext, TakeMail } from "../http/index.js";
import { folded } from "./folded.js";

const HOUR = 3_600;

/** Counted by each server for itself: the bound keeps a mailbox usable and guards no secret. */
export function limitMails({ limits }: Pick<ApiContext, "limits">): TakeMail {
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
