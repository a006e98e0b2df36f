import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { User } from "@rally/shared/server/models";
import type { Dispatcher } from "../commands/index.js";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { deleteAccount } from "./delete-account.js";
import { emailRoutes } from "./email.js";
import { refuseGuessable } from "./guessable.js";
import { createGuessing } from "./guessing.js";
import { letIn, signedInOf } from "./let-in.js";
import { localeOf } from "./locale.js";
import { meOf } from "./me.js";
import { createOwnPassword } from "./own-password.js";
import { recoveryRoutes } from "./recovery.js";
import { createUser } from "./register.js";
import { renameAccount } from "./rename.js";
import {
  beginSession,
  endSession,
  renewSession,
  requireUnbanned,
  resumeSession,
} from "./sessions.js";
import { sessionRoutes } from "./session-routes.js";
import { changePassword } from "./change-password.js";

export function accountRoutes(context: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  const { database, passwords } = context;
  const signIns = createGuessing(context, "sign-in");
  const ownPassword = createOwnPassword(context);
  return [
    answer(routes.register, async ({ body, http }) => {
      await refuseGuessable(context, body.password, body);
      const passwordHash = await passwords.hash(body.password);
      const data = await database.transaction(async (trx) => {
        const made = { passwordHash, locale: localeOf(http) };
        const user = await createUser(context, trx, body, made);
        // Accounts made and deleted again would each time mail an address that may be a stranger's.
        await context.takeMail(user.email, http);
        return beginSession(context, trx, user, http);
      });
      return { data };
    }),

    answer(routes.login, async ({ body, http }) => {
      const user = await User.query(database)
        .whereRaw("(lower(username) = lower(?) or lower(email) = lower(?))", [
          body.login,
          body.login,
        ])
        .whereNull("deleted_at")
        .first();
      const guess = await signIns.guess(body.login, http, user?.id);
      const fits = await passwords.fits(user?.passwordHash ?? undefined, body.password);
      if (!user?.passwordHash || !fits || guess.accountWaits) throw wrongCredentials();
      await guess.succeeded();
      const outdated = passwords.isOutdated(user.passwordHash);
      const passwordHash = outdated ? await passwords.hash(body.password) : undefined;
      const entry = await database.transaction(async (trx) => {
        const held = await requireUnbanned(trx, user.id);
        const isSame = held.passwordHash === user.passwordHash;
        // Of two at once the first may have hashed it anew.
        if (!isSame && !(await passwords.fits(held.passwordHash ?? undefined, body.password))) {
          throw wrongCredentials();
        }
        if (isSame && passwordHash) await User.query(trx).findById(held.id).patch({ passwordHash });
        return letIn(context, trx, held, http);
      });
      return { data: signedInOf(entry) };
    }),

    answer(routes.refresh, async ({ http }) => ({ data: await renewSession(context, http) })),

    answer(routes.resumeSession, async ({ body, http }) => ({
      data: await resumeSession(context, http, body.resumeToken),
    })),

    answer(routes.logout, async ({ http }) => {
      await endSession(context, http);
      return { data: { loggedOut: true as const } };
    }),

    answer(routes.me, async ({ caller }) => {
      const user = await User.query(database).findById(caller.userId).whereNull("deleted_at");
      if (!user) throw new RallyError("session_ended", "This account is gone");
      return { data: meOf(user), meta: { lineage: context.history.lineage } };
    }),

    changePassword(context, ownPassword),
    ...sessionRoutes(context),
    ...recoveryRoutes(context),
    ...emailRoutes(context, ownPassword),
    renameAccount(context),
    deleteAccount(context, dispatcher, ownPassword),
  ];
}

const wrongCredentials = (): RallyError =>
  new RallyError("wrong_credentials", "The name or the password is wrong");
