import type { RallyDatabase } from "../database/index.js";

/** What the draft of a conversation says, read without Yjs: good for the first paint. */
export async function storedDraft(
  database: RallyDatabase,
  conversationId: string,
): Promise<string> {
  return (await database.drafts.get(conversationId))?.text ?? "";
}
