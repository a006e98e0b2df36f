import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { endSessions, tellEnded } from "./ending.js";
import { hashPassword, passwordFits } from "./passwords.js";
import { requireUnbanned } from "./sessions.js";

/** A new password ends every other session: whoever knew the old one is out. */
export function changePassword(context: ApiContext): MountedRoute {
  const { database } = context;
  return answer(routes.changePassword, async ({ body, caller }) => {
    const user = await User.query(database).findById(caller.userId);
    const fits = await passwordFits(user?.passwordHash ?? undefined, body.current);
    if (!user || !fits) throw wrongPassword();
    const passwordHash = await hashPassword(body.next);
    const ended = await database.transaction(async (trx) => {
      const held = await requireUnbanned(trx, caller.userId);
      // Changed twice at once: the second knew a password that is none any more.
      if (held.passwordHash !== user.passwordHash) throw wrongPassword();
      await User.query(trx).findById(held.id).patch({ passwordHash });
      return endSessions(trx, held.id, { except: caller.sessionId, bots: body.bots ?? false });
    });
    tellEnded(context, ended);
    return { data: { ended: ended.length } };
  });
}

const wrongPassword = (): RallyError =>
  new RallyError("invalid_input", "That is not the current password", {
    fields: { current: ["wrong"] },
  });
