import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { emojiSchema, reactionCountSchema } from "./changes/index.js";

/**
 * Adds the user's reaction to a message, or removes it. Removing a reaction that does not exist
 * changes nothing.
 */
export const reactToMessage = defineCommand({
  name: "message.react",
  input: z.strictObject({
    conversationId: idSchema,
    messageId: idSchema,
    emoji: emojiSchema,
    on: z.boolean(),
  }),
  output: z.object({
    id: idSchema,
    version: z.int(),
    at: z.int(),
    reactions: z.array(reactionCountSchema),
  }),
  subject: ({ messageId, emoji }) => `reaction ${emoji} to ${messageId}`,
});

const route = {
  path: "/api/v1/conversations/:id/messages/:messageId/reactions/:emoji",
  auth: "user",
  params: z.strictObject({ id: idSchema, messageId: idSchema, emoji: emojiSchema }),
  data: reactToMessage.output,
} as const;

export const addReactionRoute = defineRoute({
  ...route,
  method: "PUT",
  summary: "React to a message (command `message.react`, `Idempotency-Key`)",
});

export const removeReactionRoute = defineRoute({
  ...route,
  method: "DELETE",
  summary: "Remove a reaction to a message (command `message.react`, `Idempotency-Key`)",
});
