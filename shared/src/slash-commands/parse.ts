import { splitTone } from "../text/index.js";
import { argumentTypes, type ArgumentValues } from "./arguments.js";
import {
  slashCommand,
  slashCommandNames,
  type ArgumentsOf,
  type SlashArgument,
  type SlashCommandName,
} from "./commands.js";

/** A command with its arguments. */
export type SlashCall = {
  [Name in SlashCommandName]: { command: Name; arguments: ArgumentsOf<Name> };
}[SlashCommandName];

/** Why a text that begins as a command does is none. */
export type SlashError =
  | { code: "unknown_command"; name: string }
  | { code: "missing_argument"; command: SlashCommandName; argument: SlashArgument }
  | { code: "invalid_argument"; command: SlashCommandName; argument: SlashArgument; words: string }
  | { code: "too_long"; command: SlashCommandName; argument: SlashArgument; maxLength: number }
  | { code: "unexpected_words"; command: SlashCommandName };

export type ParsedSlash =
  /** No command: a message that says `text`. */
  | { type: "message"; text: string }
  | ({ type: "call" } & SlashCall)
  | { type: "error"; error: SlashError };

/** Characters of a name that are looked at, and repeated in an error. */
const NAME_LENGTH = 32;
/** A slash and a letter. What follows a slash in `/ 5`, `/*` or `/10` is no name. */
const BEGINNING = /^\/\p{L}/u;
const NAME_END = /\s/u;

const names = new Map<string, SlashCommandName>(
  slashCommandNames.flatMap((name) =>
    [name, ...(slashCommand(name).aliases ?? [])].map((word) => [word, name] as const),
  ),
);

/** The command that a word names, whatever its case, as its name or an alias. */
export function findSlashCommand(word: string): SlashCommandName | undefined {
  return names.get(word.toLowerCase());
}

/**
 * Reads what a user typed. `//` at the beginning stands for one slash, and for no command. Takes time
 * in proportion to the length of the text.
 */
export function parseSlash(typed: string): ParsedSlash {
  const text = typed.trim();
  if (text.startsWith("//")) return { type: "message", text: text.slice(1) };
  if (!BEGINNING.test(text)) return { type: "message", text };
  if (isTone(text)) return { type: "message", text };
  const [word, words] = splitWord(text.slice(1));
  // A path of files, such as `/etc/hosts`.
  if (word.includes("/")) return { type: "message", text };
  const command = word.length > NAME_LENGTH ? undefined : findSlashCommand(word);
  if (!command) return failed({ code: "unknown_command", name: shorten(word) });
  return readArguments(command, words);
}

/** Whether a text is nothing but tone indicators, such as `/s`, and no command. */
function isTone(text: string): boolean {
  const { text: rest, tones } = splitTone(text);
  return rest.trim() === "" && tones[0] !== undefined && !findSlashCommand(tones[0]);
}

function readArguments(command: SlashCommandName, words: string): ParsedSlash {
  const values: Record<string, ArgumentValues[keyof ArgumentValues]> = {};
  let rest = words;
  for (const argument of slashCommand(command).arguments) {
    if (rest === "") {
      if (argument.optional) break;
      return failed({ code: "missing_argument", command, argument });
    }
    const { extent, read, resembles } = argumentTypes[argument.type];
    const [own, others] = extent === "word" ? splitWord(rest) : [rest, ""];
    if (argument.optional && resembles && !resembles(own)) continue;
    const value = read(own);
    if (value === undefined) {
      return failed({ code: "invalid_argument", command, argument, words: shorten(own) });
    }
    const { maxLength = Infinity } = argument;
    if (own.length > maxLength) return failed({ code: "too_long", command, argument, maxLength });
    values[argument.name] = value;
    rest = others;
  }
  if (rest !== "") return failed({ code: "unexpected_words", command });
  // The loop has read each argument of the command's own definition.
  return { type: "call", command, arguments: values } as ParsedSlash;
}

function failed(error: SlashError): ParsedSlash {
  return { type: "error", error };
}

/** The first word, and what follows the spaces behind it. */
function splitWord(text: string): [string, string] {
  const end = text.search(NAME_END);
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end).trimStart()];
}

/** By code points: no character is cut in two. */
function shorten(word: string): string {
  if (word.length <= NAME_LENGTH) return word;
  return `${[...word.slice(0, 2 * NAME_LENGTH)].slice(0, NAME_LENGTH).join("")}…`;
}
