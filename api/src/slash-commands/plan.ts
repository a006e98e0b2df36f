import { RallyError } from "@rally/shared/errors";
import {
  parseSlash,
  runText,
  slashCommand,
  unavailable,
  type SlashCall,
  type SlashCommandName,
  type SlashError,
} from "@rally/shared/slash-commands";
import { User } from "@rally/shared/server/models";
import { inSteps, type CommandHandler, type CommandStep } from "../commands/index.js";
import { roleIn } from "../conversations/index.js";
import type { ApiContext } from "../http/index.js";
import { slashSteps, type SlashPlaceOf, type SlashSteps } from "./steps.js";

/** `command.run`: a slash command or a message as the commands that it stands for. */
export function slashTextHandler(context: ApiContext): CommandHandler {
  const { database } = context;
  return inSteps(runText, async ({ userId }, { conversationId, text }) => {
    const place = await roleIn(database, userId, conversationId);
    if (!place) throw new RallyError("not_found", "There is no such conversation");
    const here: SlashPlaceOf = { ...place, context, conversationId, userId };
    const parsed = parseSlash(text);
    if (parsed.type === "error") throw refusalOf(parsed.error);
    if (parsed.type === "message") {
      const content = { kind: "text", body: parsed.text };
      return {
        steps: [{ name: "message.send", input: { conversationId, content } }],
        answer: (result) => ({ result }),
      };
    }
    const { command } = parsed;
    const reason = unavailable(command, place);
    if (reason) throw unavailableHere(command, reason);
    const planned = await stepsOf(here, parsed);
    return {
      steps: "answer" in planned ? [] : planned,
      answer: (result) => ({ command, result: "answer" in planned ? planned.answer : result }),
    };
  });
}

/** The commands that a slash command stands for, once its users are looked up. */
async function stepsOf(
  here: SlashPlaceOf,
  call: SlashCall,
): Promise<readonly CommandStep[] | { answer: unknown }> {
  const values: Record<string, unknown> = { ...call.arguments };
  for (const { name, type } of slashCommand(call.command).arguments) {
    const username = values[name];
    if (type === "person" && typeof username === "string") {
      values[name] = await findUser(here, username);
    }
  }
  // The parser has read each argument of this command, and users were looked up above.
  const plan = slashSteps[call.command] as SlashSteps<SlashCommandName>;
  return plan(here, values as Parameters<typeof plan>[1]);
}

/** @throws RallyError `not_found`; `invalid_input` for the caller themselves */
async function findUser({ context, userId }: SlashPlaceOf, username: string): Promise<string> {
  const user = await User.query(context.database)
    .where({ username })
    .whereNull("deleted_at")
    .first()
    .select("id");
  if (!user) throw new RallyError("not_found", `There is no user @${username}`);
  if (user.id === userId) throw invalid(`@${username} is yourself`, "wrong");
  return user.id;
}

function invalid(message: string, code: "wrong" | "required" | "format" | "too_long" | "unknown") {
  return new RallyError("invalid_input", message, { fields: { text: [code] } });
}

/** Why a text that begins as a command does is none. */
function refusalOf(error: SlashError): RallyError {
  switch (error.code) {
    case "unknown_command":
      return new RallyError("unknown_command", `There is no command /${error.name}`, {
        fields: { text: ["unknown"] },
      });
    case "missing_argument":
      return invalid(`/${error.command} needs <${error.argument.name}>`, "required");
    case "invalid_argument":
      return invalid(`"${error.words}" is no <${error.argument.name}>`, "format");
    case "too_long":
      return invalid(
        `<${error.argument.name}> has at most ${error.maxLength} characters`,
        "too_long",
      );
    case "unexpected_words":
      return invalid(`/${error.command} takes fewer words`, "unknown");
  }
}

function unavailableHere(command: SlashCommandName, reason: "kind" | "role"): RallyError {
  return new RallyError(
    "forbidden",
    reason === "kind"
      ? `/${command} does not work in this kind of conversation`
      : `Your role does not allow /${command}`,
  );
}
