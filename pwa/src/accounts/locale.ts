import { setLocale, type Locale } from "@rally/shared/accounts";
import type { Input } from "@rally/shared/commands";
import { storing, type RallyDatabase } from "../database/index.js";
import { chosenLanguage } from "../localization/index.js";
import { enqueue } from "../outbox/index.js";
import { localeOwed, oweLocale } from "../session/index.js";

/** Has the server write to this user in `locale`, mail and push; without a network, later. */
export async function tellLocale(database: RallyDatabase, locale: Locale): Promise<void> {
  await storing(() =>
    database.transaction("rw", database.outbox, async () => {
      // Only the last choice counts: what was not sent yet need not be.
      await untold(database, "pending").delete();
      await enqueue(database, setLocale, { locale });
    }),
  );
}

/** Whoever has just signed in, on a device whose language was chosen, is written to in it. */
export async function tellChosenLocale(database: RallyDatabase): Promise<void> {
  if (!localeOwed()) return;
  const chosen = chosenLanguage();
  if (chosen !== "system") await tellLocale(database, chosen);
  oweLocale(false);
}

/** What the server was not told yet. */
export async function untoldLocale(database: RallyDatabase): Promise<Locale | undefined> {
  const last = (await untold(database, "pending", "sending").sortBy("order")).at(-1);
  return (last?.input as Input<typeof setLocale> | undefined)?.locale;
}

function untold(database: RallyDatabase, ...states: string[]) {
  return database.outbox
    .where("state")
    .anyOf(states)
    .and(({ name }) => name === setLocale.name);
}
