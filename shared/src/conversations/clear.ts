import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";

/**
 * Deletes the messages of a conversation up to `seq` for the caller alone, on all of their devices.
 * Others see them as before. `seq` is the last message that the caller has seen; absent: the last
 * one there is. What was deleted stays deleted: a lower `seq` changes nothing.
 */
export const clearConversation = defineCommand({
  name: "conversation.clear",
  input: z.strictObject({ conversationId: idSchema, seq: z.optional(z.int().check(z.minimum(0))) }),
  /** `clearedSeq`: the last message that is deleted for the caller. */
  output: z.object({ clearedSeq: z.int() }),
});

export const clearRoute = defineRoute({
  method: "DELETE",
  path: "/api/v1/conversations/:id/messages",
  summary:
    "Delete all messages so far for the caller alone (command `conversation.clear`, `Idempotency-Key`)",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  data: clearConversation.output,
});

/** Whether the caller has deleted all messages that a conversation has. */
export function isCleared(conversation: {
  clearedSeq?: number | undefined;
  lastSeq: number;
}): boolean {
  const { clearedSeq, lastSeq } = conversation;
  return clearedSeq !== undefined && lastSeq <= clearedSeq;
}
