import { msg, str } from "@lit/localize";
import { gameIds } from "@rally/shared/games";
import {
  slashCommand,
  slashCommandNames,
  unavailable,
  type SlashArgument,
  type SlashArgumentName,
  type SlashCommandName,
  type SlashError,
  type SlashPlace,
} from "@rally/shared/slash-commands";
import { argumentLabels, slashCommandTable, type SlashOutcome } from "./slash-command-table.js";

/** A command as shown in a list. */
export interface SlashCommandItem {
  name: SlashCommandName;
  /** The name with its arguments: `/shrug [text]`. */
  usage: string;
  help: string;
}

/** The commands that are available in a conversation, sorted by name. */
export function slashCommandsFor(place: SlashPlace): SlashCommandItem[] {
  return slashCommandNames
    .filter((name) => !unavailable(name, place))
    .sort()
    .map((name) => ({ name, usage: usageOf(name), help: slashCommandTable[name].help() }));
}

/** A command with its arguments: `/ignore @name`, `/shrug [text]`. */
export function usageOf(name: SlashCommandName): string {
  return [`/${name}`, ...slashCommand(name).arguments.map(argumentLabel)].join(" ");
}

/** An argument's name, in brackets if it is optional. */
export function argumentLabel({ name, optional }: SlashArgument): string {
  // Only arguments of the table's definitions have a label, so the name is one of these.
  const label = argumentLabels[name as SlashArgumentName]();
  return optional ? `[${label}]` : label;
}

/** The message for a text that could not be parsed as a command. */
export function errorOutcome(error: SlashError): SlashOutcome {
  switch (error.code) {
    case "unknown_command":
      return refused(msg(str`There's no /${error.name} command.`), { isMessage: true });
    case "unexpected_words":
      return refused(msg(str`That's more than this command takes: ${usageOf(error.command)}`), {
        isMessage: true,
      });
    case "missing_argument":
      return refused(msg(str`Something's missing. Type ${usageOf(error.command)}`));
    case "invalid_argument":
      if (error.argument.type === "duration") {
        return refused(
          msg(
            str`“${error.words}” isn't a duration. Write 10m, 2h, 1d or 1w: ${usageOf(error.command)}`,
          ),
        );
      }
      if (error.argument.type === "game") {
        const games = gameIds.join(", ");
        return refused(msg(str`“${error.words}” isn't a game. These are: ${games}`));
      }
      return error.argument.type === "person"
        ? refused(msg(str`“${error.words}” isn't a username. Check the spelling.`))
        : refused(msg(str`Something's missing. Type ${usageOf(error.command)}`));
    case "too_long":
      return refused(msg(str`That's too long. Use ${error.maxLength} characters or fewer.`));
  }
}

/** The message for a command that is not available in a conversation. */
export function unavailableOutcome(
  name: SlashCommandName,
  reason: "kind" | "role" | "offline",
): SlashOutcome {
  switch (reason) {
    case "kind":
      return refused(msg(str`/${name} doesn't work in this chat.`));
    case "role":
      return refused(msg("You don't have permission to do that."));
    case "offline":
      return refused(msg(str`/${name} needs a connection. Try again when you're back online.`));
  }
}

export function refused(sentence: string, options: { isMessage?: true } = {}): SlashOutcome {
  return { type: "refused", sentence, ...options };
}
