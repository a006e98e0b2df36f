import { RallyError } from "@rally/shared/errors";
import { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import type { ApiContext, Caller } from "../http/index.js";
import { createGuessing } from "./guessing.js";

/** Asks for the password again, of somebody who is signed in. */
export interface OwnPassword {
  /** @throws RallyError `invalid_input` naming `field`, `too_many_attempts` */
  require(caller: Caller, password: string, http: Context, field?: string): Promise<User>;
  /** What is thrown for a password that was changed meanwhile, too. */
  wrong(field?: string): RallyError;
}

export function createOwnPassword(context: ApiContext): OwnPassword {
  const guessing = createGuessing(context, "own-password");
  const wrong = (field = "password"): RallyError =>
    new RallyError("invalid_input", "That is not the current password", {
      fields: { [field]: ["wrong"] },
    });
  return {
    wrong,
    async require(caller, password, http, field) {
      // Counted for this session: nobody outside it can use up its owner's attempts.
      const guess = await guessing.guess(`${caller.userId} ${caller.sessionId}`, http);
      const user = await User.query(context.database).findById(caller.userId);
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
