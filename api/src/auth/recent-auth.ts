import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { Session, type User } from "@rally/shared/server/models";
import type { Identity } from "@rally/shared/server/tokens";
import type { ApiContext } from "../http/index.js";
import { requireUnbanned } from "./sessions/sessions.js";

/**
 * Requires a recent re-authentication, for changes of sign-in methods and of bots, so that an
 * unattended device does not give the account away. Locks the user's row.
 * @throws RallyError `confirmation_required`, `session_ended`, `banned`
 */
export async function requireRecentAuth(
  { limits }: ApiContext,
  trx: Transaction,
  caller: Identity,
): Promise<User> {
  const user = await requireUnbanned(trx, caller.userId);
  // Locked, so that the session cannot end before the change commits.
  const session = await Session.query(trx)
    .findById(caller.sessionId)
    .whereNull("ended_at")
    .forUpdate();
  if (!session) throw new RallyError("session_ended", "Sign in again");
  if (session.confirmedAt.getTime() + limits.confirmationTime <= Date.now()) {
    throw new RallyError("confirmation_required", "Confirm your identity first");
  }
  return user;
}

/** Records that the session's user has just re-authenticated. @returns when that expires. */
export async function recordRecentAuth(
  { limits, database }: ApiContext,
  sessionId: string,
  trx: Transaction | ApiContext["database"] = database,
): Promise<number> {
  const confirmedAt = new Date();
  const noted = await Session.query(trx)
    .findById(sessionId)
    .whereNull("ended_at")
    .patch({ confirmedAt });
  if (noted === 0) throw new RallyError("session_ended", "Sign in again");
  return confirmedAt.getTime() + limits.confirmationTime;
}
