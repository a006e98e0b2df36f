import { accountCommands as commands } from "@rally/shared/accounts";
import { User } from "@rally/shared/server/models";
import { inTransaction, type CommandHandler } from "../commands/index.js";
import { nextUserVersion } from "../people/index.js";
import type { ApiContext } from "../http/index.js";
import { requireUnbanned } from "./sessions.js";

/** What somebody tells of themselves that the server obeys. */
export function accountHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    inTransaction(commands.setLocale, async ({ userId }, { locale }, trx, after) => {
      const user = await requireUnbanned(trx, userId);
      if (user.locale === locale) return { locale };
      await User.query(trx).findById(userId).patch({ locale });
      const version = await nextUserVersion(trx, userId);
      after(() => bus.publish("user", { user: userId, version }));
      return { locale };
    }),
  ];
}
