import {
  argumentTypes,
  findSlashCommand,
  slashCommand,
  unavailable,
  type SlashArgument,
  type SlashCommandName,
  type SlashPlace,
} from "@rally/shared/slash-commands";
import { slashCommandsFor, type SlashCommandItem } from "./describe.js";
import { wordCompletionAt, type Range, type WordCompletion } from "./word-completion.js";

/** What the user is typing: a part of a command, or a word of a message. */
export type Completion =
  | WordCompletion
  | ({ type: "command"; typed: string; items: SlashCommandItem[] } & Range)
  | ({
      type: "argument";
      command: SlashCommandName;
      argument: SlashArgument;
      typed: string;
    } & Range);

/** The completion of `text` at the caret; undefined if there is nothing to complete. */
export function completionAt(
  text: string,
  caret: number,
  place: SlashPlace,
): Completion | undefined {
  const command = commandCompletionAt(text, caret, place);
  const isText =
    command?.type === "argument" && argumentTypes[command.argument.type].extent === "rest";
  if (command && !isText) return command;
  return wordCompletionAt(text, caret) ?? command;
}

function commandCompletionAt(
  text: string,
  caret: number,
  place: SlashPlace,
): Completion | undefined {
  if (!/^\/(?:\p{L}|$)/u.test(text) || caret === 0) return undefined;
  const head = text.slice(0, caret);
  const [name = "", ...words] = head.slice(1).split(/\s+/);
  const to = endOfWord(text, caret);
  if (words.length === 0) {
    const typed = name.toLowerCase();
    const items = matching(typed, place);
    return items.length > 0 ? { type: "command", typed, items, from: 0, to } : undefined;
  }
  const command = findSlashCommand(name);
  if (!command || unavailable(command, place)) return undefined;
  const argument = argumentAt(slashCommand(command).arguments, words.length - 1);
  const typed = words.at(-1) ?? "";
  const from = caret - typed.length;
  return argument && { type: "argument", command, argument, typed, from, to };
}

/** The commands whose name starts with the typed text, then those with such an alias. */
function matching(typed: string, place: SlashPlace): SlashCommandItem[] {
  const items = slashCommandsFor(place);
  const byName = items.filter(({ name }) => name.startsWith(typed));
  const byAlias = items.filter(({ name }) =>
    slashCommand(name).aliases?.some((alias) => alias.startsWith(typed)),
  );
  return [...new Set([...byName, ...byAlias])];
}

/** The argument that the word at `index` belongs to. */
function argumentAt(all: readonly SlashArgument[], index: number): SlashArgument | undefined {
  const last = all.at(-1);
  const isRest = last !== undefined && argumentTypes[last.type].extent === "rest";
  return all[index] ?? (isRest ? last : undefined);
}

function endOfWord(text: string, caret: number): number {
  const length = text.slice(caret).search(/\s/);
  return length < 0 ? text.length : caret + length;
}
