import type { SignedIn } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import type { ApiContext } from "../http/index.js";
import { secondFactorChallenge } from "../second-factor/index.js";
import { beginSession } from "./sessions.js";

/** How far a first factor gets one: in, or to the second step. */
export type Entry = { signedIn: SignedIn } | { challenge: string };

/** Lets in whoever has proved one factor, or asks them for the second. The user's row is held. */
export async function letIn(
  context: ApiContext,
  trx: Transaction,
  user: User,
  http: Context,
): Promise<Entry> {
  const challenge = await secondFactorChallenge(context, trx, user);
  if (challenge !== undefined) return { challenge };
  return { signedIn: await beginSession(context, trx, user, http) };
}

/**
 * What signing in answers. Called after the commit, for the refusal's challenge must stay.
 * @throws RallyError `second_factor_required`
 */
export function signedInOf(entry: Entry): SignedIn {
  if ("signedIn" in entry) return entry.signedIn;
  throw new RallyError("second_factor_required", "Send a code with this challenge", entry);
}
