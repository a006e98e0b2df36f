import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { isBanned, User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { mailTemplates, queueMail, mailSignInChange } from "../mail/index.js";
import { dropPendingEmail } from "./email.js";
import {
  endSessions,
  publishEndedSessions,
  deleteUnconfirmedSignInMethods,
} from "../auth/index.js";
import { rejectWeakPassword } from "../passwords/index.js";
import { makeLink, requireLink, useLink } from "./links.js";

/** Resets a forgotten password with a link sent by mail. */
export function recoveryRoutes(context: ApiContext): MountedRoute[] {
  const { database, logger } = context;
  return [
    handleRoute(routes.forgotPassword, async ({ body, http }) => {
      await context.limitMail(body.email, http);
      // Runs after the answer, which takes the same time for an unknown address.
      mailResetLink(context, body.email).catch((error: unknown) => {
        logger.error({ err: error }, "failed to queue a reset link");
      });
      return { data: { asked: true as const } };
    }),

    handleRoute(routes.resetPassword, async ({ body }) => {
      const { user_id: userId } = await requireLink(database, "reset", body.token);
      const owner = await User.query(database).findById(userId);
      if (owner) await rejectWeakPassword(context, body.password, owner);
      const passwordHash = await context.passwords.hash(body.password);
      const { user, ended } = await database.transaction(async (trx) => {
        const { user, email } = await useLink(trx, "reset", body.token);
        if (isBanned(user)) throw new RallyError("banned", "You are banned");
        if (!user.emailConfirmedAt) await deleteUnconfirmedSignInMethods(trx, user);
        // The link proves that the user reads this mailbox.
        if (user.email === email) user.emailConfirmedAt ??= new Date();
        const { emailConfirmedAt } = user;
        await User.query(trx).findById(user.id).patch({ passwordHash, emailConfirmedAt });
        await dropPendingEmail(trx, user);
        await mailSignInChange(context, trx, user, "passwordChanged");
        return { user, ended: await endSessions(trx, user.id, { bots: true }) };
      });
      publishEndedSessions(context, ended);
      return { data: { username: user.username } };
    }),
  ];
}

async function mailResetLink(context: ApiContext, email: string): Promise<void> {
  await context.database.transaction(async (trx) => {
    const user = await User.query(trx)
      .whereRaw("lower(email) = lower(?)", [email])
      .whereNull("deleted_at")
      .first()
      .forNoKeyUpdate();
    if (!user || isBanned(user)) return;
    const link = await makeLink(context, trx, { kind: "reset", user, email: user.email });
    const mail = mailTemplates.reset[user.locale]({ name: user.username, link });
    await queueMail(context, trx, user.email, mail);
  });
}
