import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import { mailSignInChange } from "../../mail/index.js";
import { kindOfCode } from "../../auth/index.js";
import type { Context } from "koa";
import { type ApiContext, sharedLimiter, take } from "../../http/index.js";

const QUARTER_OF_AN_HOUR = 15 * 60;

/** Limits the attempts at proving who a user is; successful ones are not counted. */
export interface AttemptLimit {
  /** @throws RallyError `rate_limited` */
  charge(userId: string, http: Context): Promise<void>;
  forgive(userId: string): Promise<void>;
}

/** By account, from any address; the limit by address applies as well. */
export function attemptLimit(context: ApiContext): AttemptLimit {
  const limiter = sharedLimiter(context, "proofs", {
    points: context.limits.proofsPerAccount,
    duration: QUARTER_OF_AN_HOUR,
  });
  return {
    charge: (userId, http) => take(limiter, userId, 1, http),
    forgive: async (userId) => void (await limiter.reward(userId, 1)),
  };
}

/**
 * Whether a code is valid for the user. It is used up; the use of a recovery code is reported by
 * mail.
 */
export async function verifyCode(
  context: ApiContext,
  trx: Transaction,
  user: User,
  code: string,
): Promise<boolean> {
  const kind = await kindOfCode(context, trx, user.id, code);
  if (kind === "recovery") await mailSignInChange(context, trx, user, "recoveryCodeUsed");
  return kind !== undefined;
}
