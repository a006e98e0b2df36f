import type { Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import type { ApiContext } from "../http/index.js";
import { letterOfChange, letters, queueMail, type SignInChange } from "../mail/index.js";

/**
 * Tells somebody by mail, if this transaction holds, of a change in how they sign in: it may have
 * been somebody else. An address that was never confirmed may be a stranger's, and gets nothing.
 */
export async function tellChange(
  context: ApiContext,
  trx: Transaction,
  user: User,
  change: SignInChange | "passwordChanged",
): Promise<void> {
  if (!user.emailConfirmedAt) return;
  const words = { name: user.username, link: `${context.homeUrl()}/forgot` };
  const letter =
    change === "passwordChanged"
      ? letters.passwordChanged[user.locale](words)
      : letterOfChange(change, user.locale, words);
  await queueMail(context, trx, user.email, letter);
}
