import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";

/**
 * Deletes a group or channel with all its messages, for all members. Afterwards it is unknown to
 * everyone; their devices drop it. Only its owner can do it.
 */
export const deleteConversation = defineCommand({
  name: "conversation.delete",
  input: z.strictObject({ conversationId: idSchema }),
  /** `deletedAt`: milliseconds since the epoch. */
  output: z.object({ deletedAt: z.int() }),
});

export const deleteConversationRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id",
  summary:
    "Delete a group or channel for all of its members, as its owner (command `conversation.delete`, `Idempotency-Key`)",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  /** Required, so that no request deletes for all by leaving something out. */
  query: z.strictObject({ for: z.literal("all") }),
  data: deleteConversation.output,
});
