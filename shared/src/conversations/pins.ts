import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { messageRowSchema } from "./changes/index.js";

/** Pins a message or unpins it. Doing so twice changes nothing. */
export const pinMessage = defineCommand({
  name: "message.pin",
  input: z.strictObject({ conversationId: idSchema, messageId: idSchema, pinned: z.boolean() }),
  /** `at`: when the message was pinned or unpinned. */
  output: z.object({ id: idSchema, version: z.int(), at: z.int(), pinned: z.boolean() }),
  subject: ({ messageId }) => `pin of ${messageId}`,
});

const route = {
  path: "/api/v1/conversations/:id/pins/:messageId",
  auth: "user",
  params: z.strictObject({ id: idSchema, messageId: idSchema }),
  data: pinMessage.output,
} as const;

export const addPinRoute = defineRoute({
  ...route,
  method: "PUT",
  summary: "Pin a message (command `message.pin`, `Idempotency-Key`)",
});

export const removePinRoute = defineRoute({
  ...route,
  method: "DELETE",
  summary: "Unpin a message (command `message.pin`, `Idempotency-Key`)",
});

/** A pinned message and when it was pinned. */
export const pinnedMessageSchema = z.object({ message: messageRowSchema, pinnedAt: z.int() });
export type PinnedMessage = z.infer<typeof pinnedMessageSchema>;

export const listPins = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/pins",
  summary: "All pinned messages (at most `limits.pins`), the newest pin first",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  data: z.array(pinnedMessageSchema),
  meta: z.object({ lineage: z.string() }),
});
