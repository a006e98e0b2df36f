import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { textBodySchema } from "../conversations/index.js";
import { idSchema } from "../ids/index.js";

/**
 * Runs what a user would type into a conversation: a slash command, or a message. The result is that of
 * the command that it stands for; of `/help`, the names of the commands that work there.
 */
export const runText = defineCommand({
  name: "command.run",
  input: z.strictObject({ conversationId: idSchema, text: textBodySchema }),
  output: z.object({
    /** The slash command that ran; absent: the text was sent as a message. */
    command: z.optional(z.string()),
    result: z.unknown(),
  }),
});

export const slashTextCommands = { runText } as const;
