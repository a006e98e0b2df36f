import { limits } from "../limits/index.js";
import { may, type ConversationKind, type MemberAction, type Role } from "../members/index.js";
import type { ArgumentType, ArgumentValues } from "./arguments.js";

export interface SlashArgument {
  readonly name: string;
  readonly type: ArgumentType;
  readonly optional?: true;
  /** Of a text: its length in characters. */
  readonly maxLength?: number;
}

/** A command that a user types into a conversation: `/name arguments`. */
export interface SlashCommand {
  /** Other names that it is called by. */
  readonly aliases?: readonly string[];
  /** In the order of typing; after an optional one follow optional ones alone. */
  readonly arguments: readonly SlashArgument[];
  /** The kinds of conversation that it works in; missing where it works in all. */
  readonly kinds?: readonly ConversationKind[];
  /** What the role of a user has to allow. */
  readonly action?: MemberAction;
  /** Whether it works without a connection, because it only writes to the outbox. */
  readonly offline: boolean;
}

const person = { name: "person", type: "person" } as const;

const duration = { name: "duration", type: "duration", optional: true } as const;
const reason = {
  ...({ name: "reason", type: "text", optional: true } as const),
  maxLength: limits.reasonLength,
} as const;

/**
 * Every slash command, by its name in lower case. To add one: its entry here, and what it does in the
 * app's table, `pwa/src/conversations/slash-commands/slash-command-table.ts`, and on the server,
 * `api/src/slash-commands/steps.ts`.
 */
export const slashCommands = {
  shrug: {
    arguments: [{ name: "text", type: "text", optional: true }],
    offline: true,
  },
  me: { arguments: [{ name: "text", type: "text" }], offline: true },
  msg: {
    aliases: ["dm", "tell", "whisper"],
    arguments: [person, { name: "text", type: "text", maxLength: limits.textLength }],
    offline: true,
  },
  nick: {
    arguments: [{ name: "name", type: "text", maxLength: limits.displayNameLength }],
    offline: true,
  },
  away: {
    arguments: [{ name: "text", type: "text", optional: true, maxLength: limits.statusLength }],
    offline: true,
  },
  back: { arguments: [], offline: true },
  join: {
    arguments: [{ name: "channel", type: "text", maxLength: limits.nameLength }],
    offline: false,
  },
  invite: { arguments: [], kinds: ["group", "channel"], action: "invite", offline: false },
  ignore: { arguments: [person], offline: true },
  unignore: { arguments: [person], offline: true },
  block: { arguments: [person], offline: true },
  unblock: { arguments: [person], offline: true },
  rename: {
    arguments: [{ name: "name", type: "text", maxLength: limits.nameLength }],
    kinds: ["group", "channel"],
    action: "editDetails",
    offline: true,
  },
  topic: {
    arguments: [{ name: "topic", type: "text", optional: true, maxLength: limits.topicLength }],
    kinds: ["group", "channel"],
    action: "editDetails",
    offline: true,
  },
  kick: { arguments: [person], action: "removeMember", kinds: ["group", "channel"], offline: true },
  mute: {
    arguments: [person, duration, reason],
    action: "mute",
    kinds: ["world", "group", "channel"],
    offline: false,
  },
  unmute: {
    arguments: [person],
    action: "mute",
    kinds: ["world", "group", "channel"],
    offline: false,
  },
  ban: {
    arguments: [person, duration, reason],
    action: "ban",
    kinds: ["group", "channel"],
    offline: false,
  },
  unban: { arguments: [person], action: "ban", kinds: ["group", "channel"], offline: false },
  poll: { arguments: [{ name: "quotes", type: "quotes" }], offline: true },
  play: {
    aliases: ["challenge"],
    // Without a user it challenges the other one of a chat of two.
    arguments: [
      { name: "game", type: "game" },
      { ...person, optional: true },
    ],
    offline: false,
  },
  leave: { arguments: [], kinds: ["group", "channel"], action: "leave", offline: true },
  help: { aliases: ["commands"], arguments: [], offline: true },
} as const satisfies Record<string, SlashCommand>;

export type SlashCommandName = keyof typeof slashCommands;
export const slashCommandNames = Object.keys(slashCommands) as SlashCommandName[];

type Definition<Name extends SlashCommandName> = (typeof slashCommands)[Name];

/** The arguments of a command by their names; `Values` are the values of each type. */
export type ArgumentsOf<
  Name extends SlashCommandName,
  Values extends Record<ArgumentType, unknown> = ArgumentValues & Record<ArgumentType, unknown>,
> = {
  [A in Definition<Name>["arguments"][number] as A["name"]]:
    Values[A["type"]] | (A extends { optional: true } ? undefined : never);
};
/** The names of all arguments of all commands. */
export type SlashArgumentName = Definition<SlashCommandName>["arguments"][number]["name"];

export function slashCommand(name: SlashCommandName): SlashCommand {
  return slashCommands[name];
}

/** Where, and by whom, a command is to be run. */
export interface SlashPlace {
  kind: ConversationKind;
  /** The user's role; missing where a conversation has none. */
  role?: Role | undefined;
}

/** Why a command does not work in a place, whatever its arguments are; undefined where it does. */
export function unavailable(
  name: SlashCommandName,
  place: SlashPlace,
): "kind" | "role" | undefined {
  const { kinds, action } = slashCommand(name);
  if (kinds && !kinds.includes(place.kind)) return "kind";
  if (action && !(place.role && may(place.role, action, place.kind))) return "role";
  return undefined;
}
