import * as routes from "@rally/shared/accounts";
import { User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { dropPendingEmail } from "./email.js";
import { endSessions, publishEndedSessions, requireUnbanned } from "../auth/index.js";
import { rejectWeakPassword } from "../passwords/index.js";
import type { OwnPassword } from "./own-password.js";
import { mailSignInChange } from "../mail/index.js";

/**
 * Changes the password. All other sessions and a pending change of address end, because another
 * person who knew the old password may have started them.
 */
export function changePassword(context: ApiContext, ownPassword: OwnPassword): MountedRoute {
  const { database, passwords } = context;
  return handleRoute(routes.changePassword, async ({ body, caller, http }) => {
    const user = await ownPassword.require(caller, body.current, http, "current");
    await rejectWeakPassword(context, body.next, user, "next");
    const passwordHash = await passwords.hash(body.next);
    const ended = await database.transaction(async (trx) => {
      const current = await requireUnbanned(trx, caller.userId);
      // Of two concurrent changes, the second was checked against a password that has been
      // replaced.
      if (current.passwordHash !== user.passwordHash) throw ownPassword.wrong("current");
      await User.query(trx).findById(current.id).patch({ passwordHash });
      await dropPendingEmail(trx, current);
      await mailSignInChange(context, trx, current, "passwordChanged");
      return endSessions(trx, current.id, { except: caller.sessionId, bots: body.bots ?? false });
    });
    publishEndedSessions(context, ended);
    return { data: { ended: ended.length } };
  });
}
