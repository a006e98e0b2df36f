import type { SignedIn } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import type { ApiContext } from "../http/index.js";
import { secondFactorChallenge } from "./second-factor/second-factor.js";
import { beginSession } from "./sessions/sessions.js";

/** The result of the first factor: a session, or a challenge for the second. */
export type SignInResult = { signedIn: SignedIn } | { challenge: string };

/**
 * Completes a sign-in after the first factor: begins a session, or asks for the second factor. The
 * caller holds the user's row.
 */
export async function completeSignIn(
  context: ApiContext,
  trx: Transaction,
  user: User,
  http: Context,
): Promise<SignInResult> {
  const challenge = await secondFactorChallenge(context, trx, user);
  if (challenge !== undefined) return { challenge };
  return { signedIn: await beginSession(context, trx, user, http) };
}

/**
 * Call it after the commit, so that the challenge of a refusal stays.
 * @throws RallyError `second_factor_required`
 */
export function requireSignedIn(entry: SignInResult): SignedIn {
  if ("signedIn" in entry) return entry.signedIn;
  throw new RallyError("second_factor_required", "A code is required for this challenge", entry);
}
