import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { contentSchema } from "./content.js";

/** A text of a message, and when it was sent or edited. */
export const messageVersionSchema = z.object({ content: contentSchema, at: z.int() });
export type MessageVersion = z.infer<typeof messageVersionSchema>;

export const listEdits = defineRoute({
  method: "GET",
  path: "/api/v1/conversations/:id/messages/:messageId/edits",
  summary: "The texts of a message (the newest `limits.messageVersions`), oldest first",
  auth: "user",
  params: z.strictObject({ id: idSchema, messageId: idSchema }),
  data: z.array(messageVersionSchema),
  meta: z.object({ lineage: z.string() }),
});
