import { RallyError } from "@rally/shared/errors";
import { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import type { ApiContext, Caller } from "../http/index.js";
import { requireRecentAuth, createBruteForceProtection } from "../auth/index.js";

/** Requires the current password of a signed-in user. */
export interface OwnPassword {
  /**
   * Checks the password. A user without a password needs a recent re-authentication instead.
   * @throws RallyError `invalid_input` naming `field`, `too_many_attempts`, `confirmation_required`
   */
  require(
    caller: Caller,
    password: string | undefined,
    http: Context,
    field?: string,
  ): Promise<User>;
  /** The error for a wrong password, and for one that was changed concurrently. */
  wrong(field?: string): RallyError;
}

export function createOwnPassword(context: ApiContext): OwnPassword {
  const { database } = context;
  const attempts = createBruteForceProtection(context, "own-password");
  const refused = (field: string, code: "wrong" | "required"): RallyError =>
    new RallyError("invalid_input", "The current password is wrong", {
      fields: { [field]: [code] },
    });
  const wrong = (field = "password"): RallyError => refused(field, "wrong");
  const requireProof = (caller: Caller, field: string): Promise<User> =>
    database.transaction(async (trx) => {
      const user = await User.query(trx).findById(caller.userId);
      if (user && user.passwordHash !== null) throw refused(field, "required");
      return requireRecentAuth(context, trx, caller);
    });
  return {
    wrong,
    async require(caller, password, http, field = "password") {
      if (password === undefined) return requireProof(caller, field);
      // Counted per session, so that other sessions cannot use up the user's attempts.
      const attempt = await attempts.begin(`${caller.userId} ${caller.sessionId}`, http);
      const user = await User.query(database).findById(caller.userId);
      if (
        !user ||
        user.deletedAt ||
        !(await context.passwords.verify(user.passwordHash ?? undefined, password))
      ) {
        throw wrong(field);
      }
      await attempt.succeeded();
      return user;
    },
  };
}
