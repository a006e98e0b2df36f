import type { SignedIn } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { finishSignIn } from "@rally/shared/sign-in";
import { beginSession, requireUnbanned } from "../accounts/index.js";
import { readChallenge } from "../challenges/index.js";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { boundTo, type SecondFactorChallenge } from "../second-factor/index.js";
import { codeProves } from "./code-proof.js";
import type { GuessLimit } from "./guesses.js";

const KIND = "second factor";

/** The second step of signing in: some codes for each challenge, and for each account. */
export function finishSignInRoute(context: ApiContext, guess: GuessLimit): MountedRoute {
  const { database, limits } = context;
  return answer(finishSignIn, async ({ body, http }) => {
    const known = await readChallenge<SecondFactorChallenge>(database, KIND, body.challenge);
    if (!known?.userId) throw expired();
    const { userId } = known;
    await guess.charge(userId, http);
    // A wrong code must be counted, so this commits whatever the outcome.
    const outcome = await database.transaction(async (trx): Promise<SignedIn | RallyError> => {
      const user = await requireUnbanned(trx, userId);
      const challenge = await readChallenge<SecondFactorChallenge>(trx, KIND, body.challenge);
      if (!challenge || challenge.data.boundTo !== boundTo(user)) return expired();
      const row = trx("challenges").where("digest", challenge.digest);
      if (await codeProves(context, trx, user, body.code)) {
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
    await guess.forgive(userId);
    return { data: outcome };
  });
}

/** What a code that does not fit is answered with. */
export const wrongCode = (): RallyError =>
  new RallyError("invalid_input", "That code does not fit, or was used", {
    fields: { code: ["wrong"] },
  });

const expired = (): RallyError =>
  new RallyError("challenge_expired", "This sign-in took too long, or too many codes");
