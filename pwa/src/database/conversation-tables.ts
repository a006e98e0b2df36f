import { Dexie, type Table } from "dexie";
import type { RallyDatabase } from "./database.js";
import { conversationTableNames, type ConversationTable } from "./schema.js";

/** Deletes a conversation's rows, by table. */
const deleteRows: {
  [Name in ConversationTable]: (database: RallyDatabase, conversation: string) => Promise<unknown>;
} = {
  async messages({ messages }, conversation) {
    await messages
      .where("[conversation+seq]")
      .between([conversation, Dexie.minKey], [conversation, Dexie.maxKey])
      .delete();
    // Stubs have no seq and are in no index.
    await messages
      .filter((row) => row.conversation === conversation && row.seq === undefined)
      .delete();
  },
  markers: ({ markers }, conversation) =>
    markers
      .where("[conversation+user]")
      .between([conversation, ""], [conversation, "\uffff"])
      .delete(),
  reactions: ({ reactions }, conversation) =>
    reactions.where("conversation").equals(conversation).delete(),
};

/** The tables with conversations' rows, for a transaction. */
export const conversationTables = (database: RallyDatabase): Table[] =>
  conversationTableNames.map((name) => database.table(name));

/** Deletes the rows of a conversation from these tables. */
export async function deleteConversationRows(
  database: RallyDatabase,
  conversation: string,
): Promise<void> {
  for (const name of conversationTableNames) await deleteRows[name](database, conversation);
}
