import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import type { ApiContext } from "../http/index.js";
import { signInChangeMail, mailTemplates } from "./templates.js";
import { queueMail } from "./queue.js";
import { type SignInChange } from "./sign-in-change-texts.js";

/**
 * Queues a mail about a change of sign-in methods, in case another person made it. Sends nothing to
 * an unconfirmed address, because it may belong to another person.
 */
export async function mailSignInChange(
  context: ApiContext,
  trx: Transaction,
  user: User,
  change: SignInChange | "passwordChanged",
): Promise<void> {
  if (!user.emailConfirmedAt) return;
  const words = { name: user.username, link: `${context.homeUrl()}/forgot` };
  const mail =
    change === "passwordChanged"
      ? mailTemplates.passwordChanged[user.locale](words)
      : signInChangeMail(change, user.locale, words);
  await queueMail(context, trx, user.email, mail);
}
