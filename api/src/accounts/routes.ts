import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { User } from "@rally/shared/server/models";
import type { Dispatcher } from "../commands/index.js";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { deleteAccount } from "./delete-account.js";
import { emailRoutes } from "./email.js";
import { rejectWeakPassword } from "../passwords/index.js";
import {
  createBruteForceProtection,
  completeSignIn,
  requireSignedIn,
  meOf,
  beginSession,
  endSession,
  renewSession,
  requireUnbanned,
  resumeSession,
  sessionRoutes,
} from "../auth/index.js";
import { localeOf } from "./locale.js";
import { createOwnPassword } from "./own-password.js";
import { recoveryRoutes } from "./recovery.js";
import { createUser } from "./register.js";
import { renameAccount } from "./rename.js";
import { changePassword } from "./change-password.js";

export function accountRoutes(context: ApiContext, dispatcher: Dispatcher): MountedRoute[] {
  const { database, passwords } = context;
  const signIns = createBruteForceProtection(context, "sign-in");
  const ownPassword = createOwnPassword(context);
  return [
    handleRoute(routes.register, async ({ body, http }) => {
      await rejectWeakPassword(context, body.password, body);
      const passwordHash = await passwords.hash(body.password);
      const data = await database.transaction(async (trx) => {
        const made = { passwordHash, locale: localeOf(http) };
        const user = await createUser(context, trx, body, made);
        // Counted by address, so that creating and deleting accounts cannot flood a mailbox.
        await context.limitMail(user.email, http);
        return beginSession(context, trx, user, http);
      });
      return { data };
    }),

    handleRoute(routes.login, async ({ body, http }) => {
      const user = await User.query(database)
        .whereRaw("(lower(username) = lower(?) or lower(email) = lower(?))", [
          body.login,
          body.login,
        ])
        .whereNull("deleted_at")
        .first();
      const attempt = await signIns.begin(body.login, http, user?.id);
      const matches = await passwords.verify(user?.passwordHash ?? undefined, body.password);
      if (!user?.passwordHash || !matches || attempt.accountWaits) throw wrongCredentials();
      await attempt.succeeded();
      const outdated = passwords.isOutdated(user.passwordHash);
      const passwordHash = outdated ? await passwords.hash(body.password) : undefined;
      const entry = await database.transaction(async (trx) => {
        const current = await requireUnbanned(trx, user.id);
        const isSame = current.passwordHash === user.passwordHash;
        // A concurrent sign-in may have rehashed the password.
        if (
          !isSame &&
          !(await passwords.verify(current.passwordHash ?? undefined, body.password))
        ) {
          throw wrongCredentials();
        }
        if (isSame && passwordHash)
          await User.query(trx).findById(current.id).patch({ passwordHash });
        return completeSignIn(context, trx, current, http);
      });
      return { data: requireSignedIn(entry) };
    }),

    handleRoute(routes.refresh, async ({ http }) => ({ data: await renewSession(context, http) })),

    handleRoute(routes.resumeSession, async ({ body, http }) => ({
      data: await resumeSession(context, http, body.resumeToken),
    })),

    handleRoute(routes.logout, async ({ http }) => {
      await endSession(context, http);
      return { data: { loggedOut: true as const } };
    }),

    handleRoute(routes.me, async ({ caller }) => {
      const user = await User.query(database).findById(caller.userId).whereNull("deleted_at");
      if (!user) throw new RallyError("session_ended", "This account no longer exists");
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
  new RallyError("wrong_credentials", "Wrong user name or password");
