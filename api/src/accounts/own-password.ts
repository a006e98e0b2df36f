import { RallyError } from "@rally/shared/errors";
import { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import type { ApiContext, Caller } from "../http/index.js";
import { holdConfirmed } from "./confirmed.js";
import { createGuessing } from "./guessing.js";

/** Asks for the password again, of somebody who is signed in. */
export interface OwnPassword {
  /**
   * Whoever has a password gives it; whoever has none has lately proved in another way who they are.
   * @throws RallyError `invalid_input` naming `field`, `too_many_attempts`, `confirmation_required`
   */
  require(
    caller: Caller,
    password: string | undefined,
    http: Context,
    field?: string,
  ): Promise<User>;
  /** What is thrown for a password that was changed meanwhile, too. */
  wrong(field?: string): RallyError;
}

export function createOwnPassword(context: ApiContext): OwnPassword {
  const { database } = context;
  const guessing = createGuessing(context, "own-password");
  const refused = (field: string, code: "wrong" | "required"): RallyError =>
    new RallyError("invalid_input", "That is not the current password", {
      fields: { [field]: [code] },
    });
  const wrong = (field = "password"): RallyError => refused(field, "wrong");
  const requireProof = (caller: Caller, field: string): Promise<User> =>
    database.transaction(async (trx) => {
      const user = await User.query(trx).findById(caller.userId);
      if (user && user.passwordHash !== null) throw refused(field, "required");
      return holdConfirmed(context, trx, caller);
    });
  return {
    wrong,
    async require(caller, password, http, field = "password") {
      if (password === undefined) return requireProof(caller, field);
      // Counted for this session: nobody outside it can use up its owner's attempts.
      const guess = await guessing.guess(`${caller.userId} ${caller.sessionId}`, http);
      const user = await User.query(database).findById(caller.userId);
      if (
        !user ||
        user.deletedAt ||
        !(await context.passwords.fits(user.passwordHash ?? undefined, password))
      ) {
        throw wrong(field);
      }
      await guess.succeeded();
      return user;
    },
  };
}
