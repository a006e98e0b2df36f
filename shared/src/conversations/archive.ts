import * as z from "zod/mini";
import { defineCommand } from "../commands/index.js";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import type { NotifyLevel } from "../notifications/index.js";

/** The last message that the caller has seen; absent: the last one there is. */
const seq = z.optional(z.int().check(z.minimum(0)));

/**
 * Archives a conversation for the caller alone, or brings it back. It stays archived until a
 * message after `seq`, or with the notification level `none` until the caller brings it back.
 */
export const archiveConversation = defineCommand({
  name: "conversation.archive",
  input: z.strictObject({ conversationId: idSchema, archived: z.boolean(), seq }),
  /** `archivedSeq`: the last message that it is archived up to; null: it is not archived. */
  output: z.object({ archivedSeq: z.nullable(z.int()) }),
  subject: ({ conversationId }) => `archive of ${conversationId}`,
});

const route = {
  path: "/api/v1/conversations/:id/archive",
  auth: "user",
  params: z.strictObject({ id: idSchema }),
  data: archiveConversation.output,
} as const;

export const archiveRoute = defineRoute({
  ...route,
  method: "PUT",
  summary: "Archive a conversation (command `conversation.archive`, `Idempotency-Key`)",
});

export const unarchiveRoute = defineRoute({
  ...route,
  method: "DELETE",
  summary: "Bring a conversation back (command `conversation.archive`, `Idempotency-Key`)",
});

/** Whether a conversation is archived: a new message brings it back, unless nothing notifies. */
export function isArchived(conversation: {
  archivedSeq?: number | undefined;
  lastSeq: number;
  level?: NotifyLevel | undefined;
}): boolean {
  const { archivedSeq, lastSeq, level } = conversation;
  return archivedSeq !== undefined && (lastSeq <= archivedSeq || level === "none");
}
