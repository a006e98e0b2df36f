import type { RallyDatabase } from "../database/index.js";

/** The text of a conversation's draft, read without Yjs for the first paint. */
export async function storedDraft(
  database: RallyDatabase,
  conversationId: string,
): Promise<string> {
  return (await database.drafts.get(conversationId))?.text ?? "";
}
