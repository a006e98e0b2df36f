import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { databaseErrorCode, type Transaction } from "@rally/shared/server/database";
import { isBanned, User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, answer } from "../http/index.js";
import { letters, queueMail } from "../mail/index.js";
import { endLinks, makeLink, useLink } from "./links.js";
import { meOf } from "./me.js";
import type { OwnPassword } from "./own-password.js";
import { requireUnbanned } from "./sessions.js";

/** PostgreSQL's code for what is there already. */
const UNIQUE_VIOLATION = "23505";

/** One's e-mail address: confirmed by a link, changed only by one that is opened there. */
export function emailRoutes(context: ApiContext, ownPassword: OwnPassword): MountedRoute[] {
  const { database } = context;
  return [
    answer(routes.confirmEmail, async ({ body }) => {
      const email = await database
        .transaction((trx) => confirm(context, trx, body.token))
        .catch((error: unknown) => {
          throw databaseErrorCode(error) === UNIQUE_VIOLATION ? taken() : error;
        });
      return { data: { email } };
    }),

    answer(routes.resendConfirmation, async ({ caller, http }) => {
      await context.takeMail(caller.userId, http);
      const email = await database.transaction(async (trx) => {
        const user = await requireUnbanned(trx, caller.userId);
        if (user.emailConfirmedAt && user.pendingEmail === null) return undefined;
        const to = user.pendingEmail ?? user.email;
        await context.takeMail(to, http);
        await mailConfirmation(context, trx, user, to);
        return to;
      });
      return { data: email === undefined ? {} : { email } };
    }),

    answer(routes.changeEmail, async ({ body, caller, http }) => {
      const { passwordHash } = await ownPassword.require(caller, body.password, http);
      // Also by address: many accounts together send a stranger no more than one does.
      for (const whose of [caller.userId, body.email]) await context.takeMail(whose, http);
      const user = await database.transaction(async (trx) => {
        const held = await requireUnbanned(trx, caller.userId);
        if (held.passwordHash !== passwordHash) throw ownPassword.wrong();
        const isOwn = held.email.toLowerCase() === body.email.toLowerCase();
        const pendingEmail = isOwn ? null : body.email;
        if (!isOwn) await refuseTaken(trx, body.email);
        await User.query(trx).findById(held.id).patch({ pendingEmail });
        if (!isOwn) {
          await mailConfirmation(context, trx, held, body.email);
          const link = `${context.homeUrl()}/forgot`;
          const words = { name: held.username, email: body.email, link };
          await queueMail(context, trx, held.email, letters.emailAsked[held.locale](words));
        }
        held.pendingEmail = pendingEmail;
        return held;
      });
      return { data: meOf(user) };
    }),
  ];
}

/** Queues the link that confirms `email` as this user's. */
export async function mailConfirmation(
  context: ApiContext,
  trx: Transaction,
  user: User,
  email: string,
): Promise<void> {
  const link = await makeLink(context, trx, { kind: "confirm", user, email });
  const letter = letters.confirm[user.locale]({ name: user.username, link });
  await queueMail(context, trx, email, letter);
}

/** @returns the address that is confirmed from now on. @throws RallyError `link_refused`, `banned` */
async function confirm(context: ApiContext, trx: Transaction, token: string): Promise<string> {
  const { user, email } = await useLink(trx, "confirm", token);
  if (isBanned(user)) throw new RallyError("banned", "You are banned");
  if (email !== user.email && email !== user.pendingEmail) {
    throw new RallyError("link_refused", "Another address was asked for since");
  }
  await User.query(trx)
    .findById(user.id)
    .patch({
      email,
      emailConfirmedAt: new Date(),
      ...(email === user.pendingEmail && { pendingEmail: null }),
    });
  if (email !== user.email) {
    // A link that was sent to the old address resets nothing any more.
    await trx("account_links").where({ user_id: user.id, kind: "reset" }).delete();
    const letter = letters.emailChanged[user.locale]({ name: user.username, email });
    await queueMail(context, trx, user.email, letter);
  }
  return email;
}

/**
 * Whoever chooses a new password may do so because somebody else knew the old one: what was asked
 * for with that moves the account nowhere any more.
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
