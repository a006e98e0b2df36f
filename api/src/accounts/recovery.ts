import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { isBanned, User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { letters, queueMail } from "../mail/index.js";
import { dropPendingEmail } from "./email.js";
import { endSessions, tellEnded } from "./ending.js";
import { refuseGuessable } from "./guessable.js";
import { makeLink, requireLink, useLink } from "./links.js";
import { forgetPlantedWaysIn } from "../second-factor/index.js";
import { tellChange } from "./tell-change.js";

/** A forgotten password: a link by mail, and what it is good for. */
export function recoveryRoutes(context: ApiContext): MountedRoute[] {
  const { database, logger } = context;
  return [
    answer(routes.forgotPassword, async ({ body, http }) => {
      await context.takeMail(body.email, http);
      // Behind the answer, which takes as long for an address that nobody has.
      mailResetLink(context, body.email).catch((error: unknown) => {
        logger.error({ err: error }, "a reset link could not be queued");
      });
      return { data: { asked: true as const } };
    }),

    answer(routes.resetPassword, async ({ body }) => {
      const { user_id: userId } = await requireLink(database, "reset", body.token);
      const owner = await User.query(database).findById(userId);
      if (owner) await refuseGuessable(context, body.password, owner);
      const passwordHash = await context.passwords.hash(body.password);
      const { user, ended } = await database.transaction(async (trx) => {
        const { user, email } = await useLink(trx, "reset", body.token);
        if (isBanned(user)) throw new RallyError("banned", "You are banned");
        if (!user.emailConfirmedAt) await forgetPlantedWaysIn(trx, user);
        // Whoever has the link reads what is sent there.
        if (user.email === email) user.emailConfirmedAt ??= new Date();
        const { emailConfirmedAt } = user;
        await User.query(trx).findById(user.id).patch({ passwordHash, emailConfirmedAt });
        await dropPendingEmail(trx, user);
        await tellChange(context, trx, user, "passwordChanged");
        return { user, ended: await endSessions(trx, user.id, { bots: true }) };
      });
      tellEnded(context, ended);
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
    const letter = letters.reset[user.locale]({ name: user.username, link });
    await queueMail(context, trx, user.email, letter);
  });
}
