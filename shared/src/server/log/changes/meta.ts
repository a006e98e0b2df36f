import type { MetaRow } from "../../../conversations/index.js";
import { runPrepared, type Database } from "../../database/index.js";
import type { LogBatch } from "../log-batch.js";
import type { ChangeSource } from "./change-source.js";

/** Appends a group's new name. */
export function appendName(
  batch: LogBatch,
  { name, author }: { name: string; author: string },
): { version: number; at: number } {
  const { version, at } = batch.add({ type: "meta", name, author });
  const { id } = batch.conversation;
  batch.transactionWrites.push({
    async write(trx) {
      await trx("conversations").where({ id }).update({ name, meta_version: version });
      return () => undefined;
    },
  });
  return { version, at };
}

const readName = (
  database: Database,
  conversationId: string,
  [first, last]: [number, number],
): Promise<MetaRow[]> =>
  runPrepared<MetaRow>(
    database,
    {
      name: "meta_changes",
      text: `select 'meta' as type, name, meta_version as version from conversations
        where id = $1 and name is not null and meta_version between $2 and $3`,
    },
    [conversationId, first, last],
  );

export const metaSource: ChangeSource = {
  name: "meta",
  newest: "c.meta_version",
  read: (database, { conversationId, between }) => readName(database, conversationId, between),
  async readWithHistory(database, { conversationId, isNewest, version }) {
    return isNewest ? readName(database, conversationId, [1, version]) : [];
  },
};
