import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { Session, type User } from "@rally/shared/server/models";
import type { ApiContext, Caller } from "../http/index.js";
import { requireUnbanned } from "./sessions.js";

/**
 * Holds the caller's row, for a change of how they sign in: only a session whose holder proved
 * lately who they are may do that, so that a device left open does not give the account away.
 * @throws RallyError `confirmation_required`, `session_ended`, `banned`
 */
export async function holdConfirmed(
  { limits }: ApiContext,
  trx: Transaction,
  caller: Caller,
): Promise<User> {
  const user = await requireUnbanned(trx, caller.userId);
  const session = await Session.query(trx).findById(caller.sessionId).whereNull("ended_at");
  if (!session) throw new RallyError("session_ended", "Sign in again");
  if (session.confirmedAt.getTime() + limits.confirmationTime <= Date.now()) {
    throw new RallyError("confirmation_required", "Prove first who you are");
  }
  return user;
}

/** Notes that the session's holder has just proved who they are. @returns until when that holds. */
export async function noteConfirmed(
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
