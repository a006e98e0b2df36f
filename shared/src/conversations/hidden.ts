import { defineCommand } from "../commands/index.js";
import { idSchema } from "../ids/index.js";
import * as z from "zod/mini";

/**
 * Deletes a message for the caller alone: their devices show it no longer. Others see it as before.
 * Hiding twice gives the same result.
 */
export const hideMessage = defineCommand({
  name: "message.hide",
  input: z.strictObject({ conversationId: idSchema, messageId: idSchema }),
  /** `version`: the user's version that wrote it. */
  output: z.object({ id: idSchema, version: z.int() }),
});
