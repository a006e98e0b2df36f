import type { Content } from "../../../conversations/index.js";
import { limits } from "../../../limits/index.js";
import { runPrepared } from "../../database/index.js";
import type { LogBatch } from "../log-batch.js";
import { json, timestamp, type RowList, type RowRead } from "../row-list.js";

/** A text of a message, with the version and the time (milliseconds) that brought it. */
export interface MessageText {
  content: Content | null;
  version: number;
  at: number;
}

interface EarlierText extends MessageText {
  message: string;
  author: string;
}

/** Earlier texts of one message that are kept, beside its current one. */
const KEPT = limits.messageVersions - 1;

/** The texts that edits of a batch replace. */
export const earlierTexts: RowList<EarlierText> = {
  name: "earlier",
  columns: [
    ...(["n integer", "message_id uuid", "version bigint", "author_id uuid"] as const),
    ...(["content jsonb", "text_at timestamptz"] as const),
  ],
  cells: ({ message, version, author, content, at }, n) => [
    ...[n, message, version, author, json(content), timestamp(at)],
  ],
  write: () => `earlier_written as (
      insert into message_edits (message_id, version, author_id, content, at)
      select e.message_id, e.version, e.author_id, e.content, e.text_at
      from earlier e join locked l using (n)),
    earlier_trimmed as (
      delete from message_edits t using (
        select a.message_id, o.version from (
            select message_id, count(*) as added from earlier join locked using (n)
            group by message_id) a, lateral (
          select version from message_edits where message_id = a.message_id
          order by version desc offset greatest(0, ${KEPT} - a.added) limit 1) o) old
      where t.message_id = any(array[old.message_id]) and t.version <= old.version)`,
};

/** The current texts of messages, by message id. */
export const textsById: RowRead<MessageText> = {
  async load(source, ids) {
    const rows = await runPrepared<MessageText & { id: string }>(
      source,
      {
        name: "log_texts",
        text: `select id, content, version,
            floor(extract(epoch from coalesce(edited_at, created_at)) * 1000)::bigint as at
          from messages where id = any($1::uuid[])`,
      },
      [ids],
    );
    return new Map(rows.map(({ id, ...text }) => [id, text]));
  },
};

/** Keeps the text that an edit replaces, and of one message only the newest ones. */
export function keepEarlierText(
  batch: LogBatch,
  { message, author, text }: { message: string; author: string; text: MessageText },
): void {
  const rows = batch.rows(earlierTexts);
  rows.set(`${message} ${text.version}`, { message, author, ...text });
  const own = keysOf(batch, message);
  for (const key of own.slice(0, Math.max(0, own.length - KEPT))) rows.delete(key);
}

/** Drops the texts that this batch keeps of a message that it deletes. */
export function dropEarlierTexts(batch: LogBatch, message: string): void {
  for (const key of keysOf(batch, message)) batch.rows(earlierTexts).delete(key);
}

function keysOf(batch: LogBatch, message: string): string[] {
  return [...batch.rows(earlierTexts).keys()].filter((key) => key.startsWith(message));
}
