import type { Table } from "dexie";
import type { RallyDatabase } from "./database.js";
import { conversationTableNames } from "./schema.js";

/** The tables with conversations' rows, for a transaction. */
export const conversationTables = (
  database: RallyDatabase,
): Table<{ conversation: string }, unknown>[] =>
  conversationTableNames.map((name) => database.table(name));

/**
 * Deletes the rows of a conversation from these tables. It looks at every row, because no index has
 * them all: the stub of a message has no seq.
 */
export async function deleteConversationRows(
  database: RallyDatabase,
  conversation: string,
): Promise<void> {
  for (const table of conversationTables(database)) {
    await table.filter((row) => row.conversation === conversation).delete();
  }
}
