import { RallyError } from "@rally/shared/errors";
import { foldCase } from "@rally/shared/text";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { ApiContext, LimitMail } from "../http/index.js";

const HOUR = 3_600;

/** Counted by each server on its own: the limit keeps mailboxes usable and protects no secret. */
export function limitMails({ limits }: Pick<ApiContext, "limits">): LimitMail {
  const mails = new RateLimiterMemory({ points: limits.requestedMails, duration: HOUR });
  return async (whose, http) => {
    try {
      await mails.consume(foldCase(whose));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      http.set("Retry-After", String(Math.ceil(refused.msBeforeNext / 1_000)));
      throw new RallyError("rate_limited", "Too many mails were requested; try again later");
    }
  };
}
