import { msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import type { Person } from "@rally/shared/people";
import {
  parseSlash,
  slashCommand,
  unavailable,
  type SlashCall,
  type SlashCommandName,
} from "@rally/shared/slash-commands";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";
import { findKnownPerson, searchPeople } from "../../people/index.js";
import { errorOutcome, refused, unavailableOutcome } from "./describe.js";
import {
  slashCommandTable,
  type SlashCommandEntry,
  type SlashContext,
  type SlashOutcome,
} from "./slash-command-table.js";

/**
 * Runs the typed text if it is a command. Failures are outcomes.
 * @throws IndexedDB's error if it cannot be stored.
 */
export async function runSlashCommand(context: SlashContext, typed: string): Promise<SlashOutcome> {
  const parsed = parseSlash(typed);
  if (parsed.type === "message") return parsed;
  if (parsed.type === "error") return errorOutcome(parsed.error);
  const { command } = parsed;
  const reason = unavailable(command, context.conversation);
  if (reason) return unavailableOutcome(command, reason);
  const isOnline = context.device.connection.value.status === "online";
  if (!slashCommand(command).offline && !isOnline) return unavailableOutcome(command, "offline");
  try {
    return within(await run(context, parsed));
  } catch (error) {
    if (error instanceof NetworkError) return refused(errorSentence("network"));
    if (error instanceof RallyError) return refused(errorSentence(error.code));
    throw error;
  }
}

async function run(context: SlashContext, call: SlashCall): Promise<SlashOutcome> {
  const values: Record<string, string | number | readonly string[] | Person | undefined> = {
    ...call.arguments,
  };
  for (const { name, type } of slashCommand(call.command).arguments) {
    const value = values[name];
    if (type !== "person" || typeof value !== "string") continue;
    const found = await findPerson(context, value);
    if ("type" in found) return found;
    values[name] = found;
  }
  const entry = slashCommandTable[call.command] as SlashCommandEntry<SlashCommandName>;
  // The parser has read each argument of this command, and users were looked up above.
  return entry.run(context, values as unknown as Parameters<typeof entry.run>[1]);
}

/** The user with a username, from this device or else from the server. */
async function findPerson(
  { device: { database, session } }: SlashContext,
  username: string,
): Promise<Person | SlashOutcome> {
  let person = await findKnownPerson(database, username);
  try {
    person ??= (await searchPeople(session, username)).find((one) => one.username === username);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return refused(
      msg(
        str`You're offline, and @${username} isn't saved on this device. Try again when you're back online.`,
      ),
    );
  }
  if (!person) return refused(msg(str`There's no one called @${username}. Check the spelling.`));
  if (person.id === database.userId) return refused(msg("That's you. Choose someone else."));
  return person;
}

function within(outcome: SlashOutcome): SlashOutcome {
  const over = outcome.type === "message" ? outcome.text.length - limits.textLength : 0;
  if (over <= 0) return outcome;
  return refused(msg(str`Characters over the limit: ${over}. Shorten your message to send it.`));
}
