import { metaOf, type ConversationMeta, type MetaRow } from "../../../conversations/index.js";
import { runPrepared, type Database } from "../../database/index.js";
import { metaJsonSql } from "../../models/index.js";
import type { LogBatch } from "../log-batch.js";
import type { ChangeSource } from "./change-source.js";

/** What a change sets; null removes the picture. */
export type MetaChanges = Partial<Omit<ConversationMeta, "picture">> & { picture?: string | null };

/** Appends what a group or channel says about itself from now on; absent fields keep their values. */
export function appendMeta(
  batch: LogBatch,
  changes: MetaChanges,
  author: string,
): { version: number; at: number } & ConversationMeta {
  const { conversation } = batch;
  const { topic, slowMode, theme, picture, ...others } = { ...conversation.meta, ...changes };
  const meta = metaOf({
    ...others,
    ...(topic && { topic }),
    ...(slowMode && { slowMode }),
    ...(theme && theme !== "default" && { theme }),
    ...(picture && { picture }),
  });
  const { version, at } = batch.add({ type: "meta", ...meta, author });
  conversation.meta = meta;
  const { name, visibility, listed } = meta;
  const columns = {
    // A conversation of two people has no name.
    ...{ name: name || null, topic: topic || null, visibility, listed },
    ...{ slow_mode: slowMode || null, theme: meta.theme ?? null },
    picture: meta.picture ?? null,
    meta_version: version,
  };
  batch.transactionWrites.push({
    async write(trx) {
      await trx("conversations").where("id", conversation.id).update(columns);
      return () => undefined;
    },
  });
  return { version, at, ...meta };
}

async function readMeta(
  database: Database,
  conversationId: string,
  [first, last]: [number, number],
): Promise<MetaRow[]> {
  const rows = await runPrepared<{ version: number; meta: ConversationMeta }>(
    database,
    {
      name: "meta_changes",
      text: `select meta_version as version, ${metaJsonSql("c")} as meta from conversations c
        where id = $1 and meta_version between $2 and $3`,
    },
    [conversationId, first, last],
  );
  return rows.map(({ version, meta }) => ({ type: "meta", version, ...meta }));
}

export const metaSource: ChangeSource = {
  name: "meta",
  newest: "c.meta_version",
  read: (database, { conversationId, between }) => readMeta(database, conversationId, between),
  async readWithHistory(database, { conversationId, isNewest, version }) {
    return isNewest ? readMeta(database, conversationId, [1, version]) : [];
  },
};
