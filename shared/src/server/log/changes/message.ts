import type { Content, MessageRow } from "../../../conversations/index.js";
import { runPrepared } from "../../database/index.js";
import { Message, messageRow } from "../../models/index.js";
import type { NewChange, LogBatch } from "../log-batch.js";
import { HASH_BYTES, json, timestamp, type RowList, type RowRead } from "../row-list.js";
import { dropEarlierTexts, keepEarlierText, textsById, type MessageText } from "./earlier-text.js";
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
  /** The kind of its content; null if it is deleted. */
  kind: Content["kind"] | null;
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
  /** The IP address that it was sent from; null if the server sent it. */
  ip: string | null;
}

/** The rows of messages that a batch adds, and of the log of who sent them. */
export const newMessageRows: RowList<MessageToWrite> = {
  name: "sent",
  columns: [
    ...(["n integer", "id uuid", "seq bigint", "version bigint", "sent_version bigint"] as const),
    ...(["author_id uuid", "content jsonb", "reply_to uuid", "hash_at integer"] as const),
    ...(["sent_at timestamptz", "edited_at timestamptz", "deleted_at timestamptz"] as const),
    ...(["author_seq bigint", "ip inet"] as const),
  ],
  cells: (message, n, at) => [
    ...[n, message.id, message.seq, message.version, message.sentVersion, message.author],
    ...[json(message.content), message.replyTo, at, timestamp(message.sentAt)],
    ...[timestamp(message.editedAt), timestamp(message.deletedAt), message.authorSeq],
    message.ip,
  ],
  bytes: ({ hash }) => hash,
  write: (bytes) => `written as (
      insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
        reply_to, command_hash, sent_at, created_at, edited_at, deleted_at, author_seq)
      select s.id, l.id, s.seq, s.version, s.sent_version, s.author_id, s.content, s.reply_to,
        substring(${bytes}::bytea from s.hash_at for ${HASH_BYTES}), s.sent_at, l.at, s.edited_at,
        s.deleted_at, s.author_seq
      from sent s join locked l using (n)),
    logged as (
      insert into sent_messages (message_id, conversation_id, author_id, at, ip)
      select s.id, l.id, s.author_id, l.at, s.ip from sent s join locked l using (n))`,
  usedIds: `
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

/** The changed columns of messages that a batch edits or deletes. */
export const editedMessageRows: RowList<MessageEdit> = {
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
      from touched t join locked l using (n) where m.id = any(array[t.id])),
    edits_deleted as (
      delete from message_edits e using touched t join locked l using (n)
      where t.deleted_at is not null and e.message_id = any(array[t.id]))`,
};

const readStatement = {
  name: "log_messages",
  text: `select id, conversation_id as "conversationId", author_id as "authorId", seq, version,
      sent_version as "sentVersion", command_hash as "commandHash",
      floor(extract(epoch from created_at) * 1000)::bigint as "createdAt",
      floor(extract(epoch from deleted_at) * 1000)::bigint as "deletedAt",
      content->>'kind' as kind
    from messages where id = any($1::uuid[])`,
};

/** Messages by their ids, in any conversation. */
export const messagesById: RowRead<LoggedMessage> = {
  async load(source, ids) {
    const rows = await runPrepared<LoggedMessage>(source, readStatement, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  },
};

/** A message that this batch read or adds. */
export function messageIn(batch: LogBatch, id: string): LoggedMessage | undefined {
  const added = batch.rows(newMessageRows).get(id);
  if (added) {
    return {
      ...added,
      conversationId: batch.conversation.id,
      authorId: added.author,
      kind: added.content?.kind ?? null,
      commandHash: added.hash,
    };
  }
  const read = batch.read(messagesById, id);
  const edit = batch.rows(editedMessageRows).get(id);
  return read && edit
    ? { ...read, version: edit.version, deletedAt: edit.deletedAt ?? read.deletedAt }
    : read;
}

/**
 * Appends a message under the next version and seq, in memory: its change to the batch, and its row
 * to those that the commit writes. The command's handler calls it; `attemptWrite` then writes the
 * change into the room's document.
 * @param command.bytes its command's size as JSON.
 */
export function appendMessage(
  batch: LogBatch,
  newMessage: Omit<NewChange<"message">, "type" | "seq">,
  { hash, bytes, ip }: { hash: Buffer; bytes: number; ip?: string | undefined },
): MessageRow {
  const seq = (batch.conversation.lastSeq += 1);
  const change = { ...newMessage, type: "message" as const, seq };
  const { version, at } = batch.add(change, bytes);
  batch.rows(newMessageRows).set(newMessage.id, {
    id: newMessage.id,
    seq,
    authorSeq: nextAuthorSeq(batch, newMessage.author),
    version,
    sentVersion: version,
    author: newMessage.author,
    content: newMessage.content,
    replyTo: newMessage.replyTo ?? null,
    hash,
    sentAt: newMessage.sentAt ?? null,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
    ip: ip || null,
  });
  return { ...change, version, at };
}

/** Appends new content for a message that the author sent before. */
export function appendEdit(
  batch: LogBatch,
  edit: Omit<NewChange<"edit">, "type">,
): { version: number; at: number } {
  const before = textIn(batch, edit.id);
  const { version, at } = batch.add({ type: "edit", ...edit });
  if (before) keepEarlierText(batch, { message: edit.id, author: edit.author, text: before });
  writeEdit(batch, edit.id, { content: edit.content, editedAt: at, version });
  return { version, at };
}

/** Appends the deletion of a message; its id and seq stay. */
export function appendDelete(
  batch: LogBatch,
  deletion: Omit<NewChange<"delete">, "type">,
): { version: number; at: number } {
  const { version, at } = batch.add({ type: "delete", ...deletion });
  dropEarlierTexts(batch, deletion.id);
  writeEdit(batch, deletion.id, { content: null, deletedAt: at, version });
  return { version, at };
}

/** The text of a message as of this batch. */
function textIn(batch: LogBatch, id: string): MessageText | undefined {
  const { content, version, editedAt, createdAt } = {
    createdAt: batch.now,
    ...(batch.rows(newMessageRows).get(id) ?? batch.rows(editedMessageRows).get(id)),
  };
  if (version === undefined) return batch.read(textsById, id);
  return { content: content ?? null, version, at: editedAt ?? createdAt };
}

function writeEdit(
  batch: LogBatch,
  id: string,
  edit: Partial<MessageEdit> & Pick<MessageEdit, "version" | "content">,
): void {
  const added = batch.rows(newMessageRows).get(id);
  if (added) Object.assign(added, edit, edit.deletedAt !== undefined && { replyTo: null });
  else {
    const edits = batch.rows(editedMessageRows);
    edits.set(id, { editedAt: null, deletedAt: null, ...edits.get(id), ...edit, id });
  }
}

function nextAuthorSeq(batch: LogBatch, author: string): number | null {
  const member = batch.member(author);
  if (!member) return null;
  member.sentAt = batch.now;
  if (member.sent === null) return null;
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
