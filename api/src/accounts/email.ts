import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { databaseErrorCode, type Transaction } from "@rally/shared/server/database";
import { isBanned, User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { mailTemplates, queueMail } from "../mail/index.js";
import { endLinks, makeLink, useLink } from "./links.js";
import { meOf, requireUnbanned } from "../auth/index.js";
import type { OwnPassword } from "./own-password.js";

/** PostgreSQL's `unique_violation`. */
const UNIQUE_VIOLATION = "23505";

/** Confirms and changes the email address, with a link that is sent to the new one. */
export function emailRoutes(context: ApiContext, ownPassword: OwnPassword): MountedRoute[] {
  const { database } = context;
  return [
    handleRoute(routes.confirmEmail, async ({ body }) => {
      const email = await database
        .transaction((trx) => confirm(context, trx, body.token))
        .catch((error: unknown) => {
          throw databaseErrorCode(error) === UNIQUE_VIOLATION ? taken() : error;
        });
      return { data: { email } };
    }),

    handleRoute(routes.resendConfirmation, async ({ caller, http }) => {
      await context.limitMail(caller.userId, http);
      const email = await database.transaction(async (trx) => {
        const user = await requireUnbanned(trx, caller.userId);
        if (user.emailConfirmedAt && user.pendingEmail === null) return undefined;
        const to = user.pendingEmail ?? user.email;
        await context.limitMail(to, http);
        await mailConfirmation(context, trx, user, to);
        return to;
      });
      return { data: email === undefined ? {} : { email } };
    }),

    handleRoute(routes.changeEmail, async ({ body, caller, http }) => {
      const { passwordHash } = await ownPassword.require(caller, body.password, http);
      // Also counted by address, so that many accounts cannot flood one mailbox.
      for (const whose of [caller.userId, body.email]) await context.limitMail(whose, http);
      const user = await database.transaction(async (trx) => {
        const current = await requireUnbanned(trx, caller.userId);
        if (current.passwordHash !== passwordHash) throw ownPassword.wrong();
        const isOwn = current.email.toLowerCase() === body.email.toLowerCase();
        const pendingEmail = isOwn ? null : body.email;
        if (!isOwn) await refuseTaken(trx, body.email);
        await User.query(trx).findById(current.id).patch({ pendingEmail });
        if (!isOwn) {
          await mailConfirmation(context, trx, current, body.email);
          const link = `${context.homeUrl()}/forgot`;
          const words = { name: current.username, email: body.email, link };
          await queueMail(
            context,
            trx,
            current.email,
            mailTemplates.emailChangeRequested[current.locale](words),
          );
        }
        current.pendingEmail = pendingEmail;
        return current;
      });
      return { data: meOf(user) };
    }),
  ];
}

/** Queues the mail with the link that confirms `email` as the user's address. */
export async function mailConfirmation(
  context: ApiContext,
  trx: Transaction,
  user: User,
  email: string,
): Promise<void> {
  const link = await makeLink(context, trx, { kind: "confirm", user, email });
  const mail = mailTemplates.confirm[user.locale]({ name: user.username, link });
  await queueMail(context, trx, email, mail);
}

/** @returns the confirmed address. @throws RallyError `link_refused`, `banned` */
async function confirm(context: ApiContext, trx: Transaction, token: string): Promise<string> {
  const { user, email } = await useLink(trx, "confirm", token);
  if (isBanned(user)) throw new RallyError("banned", "You are banned");
  if (email !== user.email && email !== user.pendingEmail) {
    throw new RallyError("link_refused", "Another address was requested since");
  }
  await User.query(trx)
    .findById(user.id)
    .patch({
      email,
      emailConfirmedAt: new Date(),
      ...(email === user.pendingEmail && { pendingEmail: null }),
    });
  if (email !== user.email) {
    // A reset link that was sent to the old address stops working.
    await trx("account_links").where({ user_id: user.id, kind: "reset" }).delete();
    const mail = mailTemplates.emailChanged[user.locale]({ name: user.username, email });
    await queueMail(context, trx, user.email, mail);
  }
  return email;
}

/**
 * Cancels a pending change of address. When the password is reset, the change may have been
 * requested by another person who knew the old one.
 */
export async function dropPendingEmail(trx: Transaction, user: User): Promise<void> {
  if (user.pendingEmail === null) return;
  await endLinks(trx, "confirm", user.id);
  await User.query(trx).findById(user.id).patch({ pendingEmail: null });
}

async function refuseTaken(trx: Transaction, email: string): Promise<void> {
  const other = await User.query(trx).whereRaw("lower(email) = lower(?)", [email]).first();
  if (other) throw taken();
}

const taken = (): RallyError =>
  new RallyError("taken", "Taken: email", { fields: { email: ["taken"] } });
