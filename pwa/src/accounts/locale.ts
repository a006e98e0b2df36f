import { setLocale, type Locale } from "@rally/shared/accounts";
import type { Input } from "@rally/shared/commands";
import { storing, type RallyDatabase } from "../database/index.js";
import { chosenLanguage } from "../localization/index.js";
import { enqueue } from "../outbox/index.js";
import { isLocalePending, setLocalePending } from "../session/index.js";

/** Sets the language of the server's mails and pushes to this user; when offline, later. */
export async function sendLocale(database: RallyDatabase, locale: Locale): Promise<void> {
  await storing(() =>
    database.transaction("rw", database.outbox, async () => {
      // Only the last choice is sent.
      await unsentLocaleCommands(database, "pending").delete();
      await enqueue(database, setLocale, { locale });
    }),
  );
}

/** After a sign-in, sends this device's language if the user has chosen one. */
export async function sendChosenLocale(database: RallyDatabase): Promise<void> {
  if (!isLocalePending()) return;
  const chosen = chosenLanguage();
  if (chosen !== "system") await sendLocale(database, chosen);
  setLocalePending(false);
}

/** The chosen language that has not been sent yet. */
export async function unsentLocale(database: RallyDatabase): Promise<Locale | undefined> {
  const last = (await unsentLocaleCommands(database, "pending", "sending").sortBy("order")).at(-1);
  return (last?.input as Input<typeof setLocale> | undefined)?.locale;
}

function unsentLocaleCommands(database: RallyDatabase, ...states: string[]) {
  return database.outbox
    .where("state")
    .anyOf(states)
    .and(({ name }) => name === setLocale.name);
}
