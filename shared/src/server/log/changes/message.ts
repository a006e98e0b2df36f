import type { Content, MessageRow } from "../../../conversations/index.js";
import { runPrepared } from "../../database/index.js";
import { Message, messageRow } from "../../models/index.js";
import type { NewChange, LogBatch } from "../log-batch.js";
import { HASH_BYTES, json, timestamp, type RowList, type RowRead } from "../row-list.js";
import type { ChangeSource } from "./change-source.js";

/** A message's row, as decisions read it. */
export interface LoggedMessage {
  id: string;
  conversationId: string;
  authorId: string | null;
  seq: number;
  version: number;
  sentVersion: number;
  createdAt: number;
  deletedAt: number | null;
  commandHash: Buffer;
}

/** The row of a message as a commit writes it. */
export interface MessageToWrite {
  id: string;
  seq: number;
  /** Its number among its author's messages here, which unread counts need; null: the database counts. */
  authorSeq: number | null;
  version: number;
  sentVersion: number;
  author: string;
  content: Content | null;
  replyTo: string | null;
  hash: Buffer;
  sentAt: number | null;
  createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
}

/** Messages that a batch sends. */
export const sentMessages: RowList<MessageToWrite> = {
  name: "sent",
  columns: [
    ...(["n integer", "id uuid", "seq bigint", "version bigint", "sent_version bigint"] as const),
    ...(["author_id uuid", "content jsonb", "reply_to uuid", "hash_at integer"] as const),
    ...(["sent_at timestamptz", "edited_at timestamptz", "deleted_at timestamptz"] as const),
    "author_seq bigint",
  ],
  cells: (message, n, at) => [
    ...[n, message.id, message.seq, message.version, message.sentVersion, message.author],
    ...[json(message.content), message.replyTo, at, timestamp(message.sentAt)],
    ...[timestamp(message.editedAt), timestamp(message.deletedAt), message.authorSeq],
  ],
  bytes: ({ hash }) => hash,
  write: (bytes) => `written as (
      insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
        reply_to, command_hash, sent_at, created_at, edited_at, deleted_at, author_seq)
      select s.id, l.id, s.seq, s.version, s.sent_version, s.author_id, s.content, s.reply_to,
        substring(${bytes}::bytea from s.hash_at for ${HASH_BYTES}), s.sent_at, l.at, s.edited_at,
        s.deleted_at, s.author_seq
      from sent s join locked l using (n))`,
  used: `
      select s.n from sent s, lateral (select from messages where id = s.id offset 0) m
      union all
      select s.n from sent s, lateral (
        select from commands where user_id = s.author_id and id = s.id offset 0) c`,
};

/** What a batch changes in a message that was committed before; the rest of its row stays. */
export interface MessageEdit extends Pick<MessageToWrite, "id" | "version" | "content"> {
  editedAt: number | null;
  deletedAt: number | null;
}

/** Messages that a batch edits or deletes. */
export const editedMessages: RowList<MessageEdit> = {
  name: "touched",
  columns: [
    ...(["n integer", "id uuid", "version bigint", "content jsonb"] as const),
    ...(["edited_at timestamptz", "deleted_at timestamptz"] as const),
  ],
  cells: ({ id, version, content, editedAt, deletedAt }, n) => [
    ...[n, id, version, json(content), timestamp(editedAt), timestamp(deletedAt)],
  ],
  write: () => `changed as (
      update messages m set version = t.version, content = t.content,
        reply_to = case when t.deleted_at is null then m.reply_to end,
        edited_at = coalesce(t.edited_at, m.edited_at),
        deleted_at = coalesce(t.deleted_at, m.deleted_at)
      from touched t join locked l using (n) where m.id = any(array[t.id]))`,
};

const readStatement = {
  name: "log_messages",
  text: `select id, conversation_id as "conversationId", author_id as "authorId", seq, version,
      sent_version as "sentVersion", command_hash as "commandHash",
      floor(extract(epoch from created_at) * 1000)::bigint as "createdAt",
      floor(extract(epoch from deleted_at) * 1000)::bigint as "deletedAt"
    from messages where id = any($1::uuid[])`,
};

/** Messages by their ids, in any conversation. */
export const messagesById: RowRead<LoggedMessage> = {
  async load(source, ids) {
    const rows = await runPrepared<LoggedMessage>(source, readStatement, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  },
};

/** A message that the command reads, or that this batch wrote. */
export function messageIn(batch: LogBatch, id: string): LoggedMessage | undefined {
  const sent = batch.rows(sentMessages).get(id);
  if (sent) {
    return {
      ...sent,
      conversationId: batch.conversation.id,
      authorId: sent.author,
      commandHash: sent.hash,
    };
  }
  const read = batch.read(messagesById, id);
  const edit = batch.rows(editedMessages).get(id);
  return read && edit
    ? { ...read, version: edit.version, deletedAt: edit.deletedAt ?? read.deletedAt }
    : read;
}

/** Appends a message under the next version and seq; `bytes`: its command's size as JSON. */
export function appendMessage(
  batch: LogBatch,
  draft: Omit<NewChange<"message">, "type" | "seq">,
  { hash, bytes }: { hash: Buffer; bytes: number },
): MessageRow {
  const seq = (batch.conversation.lastSeq += 1);
  const change = { ...draft, type: "message" as const, seq };
  const { version, at } = batch.add(change, bytes);
  batch.rows(sentMessages).set(draft.id, {
    id: draft.id,
    seq,
    authorSeq: nextAuthorSeq(batch, draft.author),
    version,
    sentVersion: version,
    author: draft.author,
    content: draft.content,
    replyTo: draft.replyTo ?? null,
    hash,
    sentAt: draft.sentAt ?? null,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
  });
  return { ...change, version, at };
}

/** Appends new content for a message that the author sent before. */
export function appendEdit(
  batch: LogBatch,
  draft: Omit<NewChange<"edit">, "type">,
): { version: number; at: number } {
  const { version, at } = batch.add({ type: "edit", ...draft });
  writeEdit(batch, draft.id, { content: draft.content, editedAt: at, version });
  return { version, at };
}

/** Appends the deletion of a message; its id and seq stay. */
export function appendDelete(
  batch: LogBatch,
  draft: Omit<NewChange<"delete">, "type">,
): { version: number; at: number } {
  const { version, at } = batch.add({ type: "delete", ...draft });
  writeEdit(batch, draft.id, { content: null, deletedAt: at, version });
  return { version, at };
}

function writeEdit(
  batch: LogBatch,
  id: string,
  edit: Partial<MessageEdit> & Pick<MessageEdit, "version" | "content">,
): void {
  const sent = batch.rows(sentMessages).get(id);
  if (sent) Object.assign(sent, edit, edit.deletedAt !== undefined && { replyTo: null });
  else {
    const edits = batch.rows(editedMessages);
    edits.set(id, { editedAt: null, deletedAt: null, ...edits.get(id), ...edit, id });
  }
}

function nextAuthorSeq(batch: LogBatch, author: string): number | null {
  const member = batch.member(author);
  if (!member || member.sent === null) return null;
  return (member.sent += 1);
}

export const messageSource: ChangeSource = {
  name: "messages",
  newest: "(select max(version) from messages where conversation_id = $1)",
  async read(database, { conversationId, between, limit }) {
    const messages = await Message.query(database)
      .where("conversation_id", conversationId)
      .whereBetween("version", between)
      .orderBy("version")
      .limit(limit);
    return messages.map(messageRow);
  },
};
