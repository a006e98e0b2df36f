import * as routes from "@rally/shared/accounts";
import { User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { dropPendingEmail } from "./email.js";
import { endSessions, tellEnded } from "./ending.js";
import { refuseGuessable } from "./guessable.js";
import type { OwnPassword } from "./own-password.js";
import { requireUnbanned } from "./sessions.js";
import { tellChange } from "./tell-change.js";

/** A new password ends every other session, and an asked-for change of address: whoever knew the old one is out. */
export function changePassword(context: ApiContext, ownPassword: OwnPassword): MountedRoute {
  const { database, passwords } = context;
  return answer(routes.changePassword, async ({ body, caller, http }) => {
    const user = await ownPassword.require(caller, body.current, http, "current");
    await refuseGuessable(context, body.next, user, "next");
    const passwordHash = await passwords.hash(body.next);
    const ended = await database.transaction(async (trx) => {
      const held = await requireUnbanned(trx, caller.userId);
      // Changed twice at once: the second knew a password that is none any more.
      if (held.passwordHash !== user.passwordHash) throw ownPassword.wrong("current");
      await User.query(trx).findById(held.id).patch({ passwordHash });
      await dropPendingEmail(trx, held);
      await tellChange(context, trx, held, "passwordChanged");
      return endSessions(trx, held.id, { except: caller.sessionId, bots: body.bots ?? false });
    });
    tellEnded(context, ended);
    return { data: { ended: ended.length } };
  });
}
