import { accountCommands as commands, localeSchema, type Locale } from "@rally/shared/accounts";
import { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import { nextUserVersion } from "../people/index.js";
import type { ApiContext } from "../http/index.js";
import { requireUnbanned } from "../auth/index.js";

/** The first language that the browser accepts and mail is written in; otherwise English. */
export function localeOf(http: Context): Locale {
  const accepted = http.acceptsLanguages([...localeSchema.options]);
  return localeSchema.options.find((locale) => locale === accepted) ?? "en";
}

/** The commands of a user's account. */
export function accountHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    transactionHandler(commands.setLocale, async ({ userId }, { locale }, trx, after) => {
      const user = await requireUnbanned(trx, userId);
      if (user.locale === locale) return { locale };
      await User.query(trx).findById(userId).patch({ locale });
      const version = await nextUserVersion(trx, userId);
      after(() => bus.publish("user", { user: userId, version }));
      return { locale };
    }),
  ];
}
