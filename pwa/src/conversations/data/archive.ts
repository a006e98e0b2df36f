import type { Output } from "@rally/shared/commands";
import { archiveConversation } from "@rally/shared/conversations";
import { storing, type ConversationRow, type RallyDatabase } from "../../database/index.js";
import type { OutboxRow } from "../../database/index.js";
import { canStillChange, enqueue, inputOf } from "../../outbox/index.js";

/** Archives a conversation or brings it back; shows at once and is sent when possible. */
export function setArchived(
  database: RallyDatabase,
  { id, lastSeq }: Pick<ConversationRow, "id" | "lastSeq">,
  archived: boolean,
): Promise<void> {
  const { outbox } = database;
  return storing(() =>
    database.transaction("rw", [outbox], async () => {
      // An unsent change of mind replaces the earlier one.
      await outbox
        .where({ conversation: id, state: "pending" })
        .and((row) => row.name === archiveConversation.name && canStillChange(row))
        .delete();
      // A message that this device does not know yet brings it back.
      const input = { conversationId: id, archived, ...(archived && { seq: lastSeq }) };
      await enqueue(database, archiveConversation, input, { conversation: id });
    }),
  );
}

/** A conversation as archived by this user's last command that the server has not answered. */
export function withUnsentArchive<Row extends ConversationRow>(
  row: Row,
  commands: readonly OutboxRow[],
): Row {
  const last = commands.findLast(
    ({ name, state }) => name === archiveConversation.name && state !== "refused",
  );
  if (!last) return row;
  const { archived, seq } = inputOf(archiveConversation, last);
  return withArchivedSeq(row, archived ? (seq ?? row.lastSeq) : null);
}

/** Stores the server's answer to the command. */
export async function storeArchived(
  { conversations }: RallyDatabase,
  id: string,
  { archivedSeq }: Output<typeof archiveConversation>,
): Promise<void> {
  const row = await conversations.get(id);
  if (row) await conversations.put(withArchivedSeq(row, archivedSeq));
}

function withArchivedSeq<Row extends ConversationRow>(row: Row, archivedSeq: number | null): Row {
  const { archivedSeq: _before, ...kept } = row;
  return (archivedSeq === null ? kept : { ...kept, archivedSeq }) as Row;
}
