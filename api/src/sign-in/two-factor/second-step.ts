import type { SignedIn } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { finishSignIn } from "@rally/shared/sign-in";
import {
  beginSession,
  requireUnbanned,
  readChallenge,
  boundTo,
  type SecondFactorChallenge,
} from "../../auth/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../../http/index.js";
import { verifyCode, type AttemptLimit } from "./codes.js";

const KIND = "second factor";

/** The second step of signing in, with a limit of codes per challenge and per account. */
export function finishSignInRoute(context: ApiContext, attempts: AttemptLimit): MountedRoute {
  const { database, limits } = context;
  return handleRoute(finishSignIn, async ({ body, http }) => {
    const known = await readChallenge<SecondFactorChallenge>(database, KIND, body.challenge);
    if (!known?.userId) throw expired();
    const { userId } = known;
    await attempts.charge(userId, http);
    // Commits even for a wrong code, so that the attempt is counted.
    const outcome = await database.transaction(async (trx): Promise<SignedIn | RallyError> => {
      const user = await requireUnbanned(trx, userId);
      const challenge = await readChallenge<SecondFactorChallenge>(trx, KIND, body.challenge);
      if (!challenge || challenge.data.boundTo !== boundTo(user)) return expired();
      const row = trx("challenges").where("digest", challenge.digest);
      if (await verifyCode(context, trx, user, body.code)) {
        await row.delete();
        return beginSession(context, trx, user, http);
      }
      if (challenge.attempts + 1 < limits.codesPerChallenge) {
        await row.increment("attempts", 1);
        return wrongCode();
      }
      await row.delete();
      return expired();
    });
    if (outcome instanceof RallyError) throw outcome;
    await attempts.forgive(userId);
    return { data: outcome };
  });
}

/** The error for every invalid code. */
export const wrongCode = (): RallyError =>
  new RallyError("invalid_input", "The code is wrong or was used already", {
    fields: { code: ["wrong"] },
  });

const expired = (): RallyError =>
  new RallyError("challenge_expired", "This sign-in took too long or had too many wrong codes");
