import type { Prepared } from "@rally/shared/server/database";
import type { CommandIdentity } from "./recalled.js";
import type { ConversationState, MessageToWrite } from "./conversation-state.js";

/** What a batch changes in one message that was there before; the rest of its row stays. */
export interface MessageTouch extends Pick<MessageToWrite, "id" | "version" | "content"> {
  editedAt: number | null;
  deletedAt: number | null;
}

export interface NumberedUpdate {
  number: number;
  bytes: Uint8Array;
}

/** What one conversation's batch writes, on the condition that its row is still as it was `was`. */
export interface RoomWrite {
  was: Pick<
    ConversationState,
    "id" | "epoch" | "version" | "updateNumber" | "memberCount" | "rights"
  >;
  /** Commands in it. */
  commands: number;
  /** When, in milliseconds since the epoch; its messages' time. */
  at: number;
  version: number;
  lastSeq: number;
  memberCount: number;
  rights: number;
  updateNumber: number;
  sent: readonly MessageToWrite[];
  touched: readonly MessageTouch[];
  markers: readonly { user: string; marker: number; version: number }[];
  done: readonly (CommandIdentity & { result: unknown })[];
  /** The Yjs updates that carry the changes; none when nobody is shown any. */
  updates: readonly NumberedUpdate[];
}

/** SHA-256. */
const HASH_BYTES = 32;

/**
 * Commits any number of conversations in one round trip. A conversation that is held by another
 * process, has moved on, or of whose command ids one was used before, is left out whole and is not
 * among the ids answered; all others are durable when the statement is.
 */
export const commitStatement: Prepared = {
  name: "log_commit",
  text: `
    with batch as materialized (
      select * from json_to_recordset($1) as b (
        n integer, id uuid, epoch bigint, was_version bigint, was_number bigint,
        was_members integer, was_rights bigint, version bigint, last_seq bigint, members integer,
        rights bigint, number bigint, at timestamptz)
    ), sent as materialized (
      select * from json_to_recordset($2) as s (
        n integer, id uuid, seq bigint, version bigint, sent_version bigint, author_id uuid,
        content jsonb, reply_to uuid, hash_at integer, sent_at timestamptz, edited_at timestamptz,
        deleted_at timestamptz)
    ), done as materialized (
      select * from json_to_recordset($3) as d (
        n integer, user_id uuid, id uuid, name text, hash_at integer, result jsonb)
    ), again as materialized (
      select s.n from sent s join messages m on m.id = s.id
      union all
      select s.n from sent s join commands c on c.user_id = s.author_id and c.id = s.id
      union all
      select d.n from done d join commands c on c.user_id = d.user_id and c.id = d.id
      union all
      select d.n from done d join messages m on m.id = d.id
    ), held as materialized (
      select b.n, c.id, b.at from conversations c join batch b on b.id = c.id
      where c.epoch = b.epoch and c.version = b.was_version and c.update_number = b.was_number
        and c.member_count = b.was_members and c.rights = b.was_rights
        and not exists (select from again where again.n = b.n)
      for no key update of c skip locked
    ), moved as (
      update conversations c set version = b.version, last_seq = b.last_seq,
        member_count = b.members, rights = b.rights, update_number = b.number
      from held join batch b using (n) where c.id = b.id
    ), written as (
      insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
        reply_to, command_hash, sent_at, created_at, edited_at, deleted_at)
      select s.id, held.id, seq, version, coalesce(sent_version, version), author_id, content,
        reply_to, substring($7::bytea from hash_at for ${HASH_BYTES}), sent_at, held.at, edited_at,
        deleted_at
      from sent s join held using (n)
    ), touched as (
      update messages m set version = t.version, content = t.content,
        reply_to = case when t.deleted_at is null then m.reply_to end,
        edited_at = coalesce(t.edited_at, m.edited_at),
        deleted_at = coalesce(t.deleted_at, m.deleted_at)
      from json_to_recordset($4) as t (
          n integer, id uuid, version bigint, content jsonb, edited_at timestamptz,
          deleted_at timestamptz)
        join held using (n)
      where m.id = t.id
    ), marked as (
      update memberships m set version = k.version, marker = greatest(m.marker, k.marker)
      from json_to_recordset($5) as k (n integer, user_id uuid, marker bigint, version bigint)
        join held using (n)
      where m.conversation_id = held.id and m.user_id = k.user_id
    ), remembered as (
      insert into commands (user_id, id, name, input_hash, result)
      select d.user_id, d.id, d.name, substring($7::bytea from hash_at for ${HASH_BYTES}), d.result
      from done d join held using (n)
    ), shown as (
      insert into conversation_updates (conversation_id, number, bytes)
      select held.id, u.number, substring($8::bytea from bytes_at for bytes)
      from json_to_recordset($6) as u (n integer, number bigint, bytes_at integer, bytes integer)
        join held using (n)
    )
    select id from held`,
};

/**
 * The statement's parameters: a JSON text for each table, in which `n` stands for the conversation;
 * then the bytes of all hashes and of all updates, which rows name by where they begin (from 1).
 */
export function commitValues(writes: readonly RoomWrite[]): (string | Buffer)[] {
  const hashes = new Pieces();
  const updates = new Pieces();
  const tables = [
    writes.map(({ was, ...now }, n) => ({
      n,
      id: was.id,
      epoch: was.epoch,
      was_version: was.version,
      was_number: was.updateNumber,
      was_members: was.memberCount,
      was_rights: was.rights,
      version: now.version,
      last_seq: now.lastSeq,
      members: now.memberCount,
      rights: now.rights,
      number: now.updateNumber,
      at: timestamp(now.at),
    })),
    rowsOf(writes, "sent", (message, n) => ({
      n,
      id: message.id,
      seq: message.seq,
      version: message.version,
      // An absent field is null, or its column's usual value, and takes no room.
      sent_version: message.sentVersion === message.version ? undefined : message.sentVersion,
      author_id: message.author,
      content: message.content,
      reply_to: message.replyTo ?? undefined,
      hash_at: hashes.add(message.hash),
      sent_at: timestamp(message.sentAt),
      edited_at: timestamp(message.editedAt),
      deleted_at: timestamp(message.deletedAt),
    })),
    rowsOf(writes, "done", (command, n) => ({
      n,
      user_id: command.userId,
      id: command.commandId,
      name: command.name,
      hash_at: hashes.add(command.hash),
      result: command.result,
    })),
    rowsOf(writes, "touched", (touch, n) => ({
      n,
      id: touch.id,
      version: touch.version,
      content: touch.content,
      edited_at: timestamp(touch.editedAt),
      deleted_at: timestamp(touch.deletedAt),
    })),
    rowsOf(writes, "markers", ({ user, marker, version }, n) => ({
      n,
      user_id: user,
      marker,
      version,
    })),
    rowsOf(writes, "updates", ({ number, bytes }, n) => ({
      n,
      number,
      bytes_at: updates.add(bytes),
      bytes: bytes.length,
    })),
  ];
  return [...tables.map((rows) => JSON.stringify(rows)), hashes.whole(), updates.whole()];
}

/** Bytes laid one after the other. */
class Pieces {
  private readonly pieces: Uint8Array[] = [];
  private length = 0;

  /** @returns where it begins, counted from 1. */
  add(piece: Uint8Array): number {
    this.pieces.push(piece);
    this.length += piece.length;
    return this.length - piece.length + 1;
  }

  whole(): Buffer {
    return Buffer.concat(this.pieces, this.length);
  }
}

function rowsOf<K extends "sent" | "done" | "touched" | "markers" | "updates">(
  writes: readonly RoomWrite[],
  kind: K,
  row: (value: RoomWrite[K][number], n: number) => object,
): object[] {
  const rows: object[] = [];
  for (const [n, write] of writes.entries()) {
    for (const value of write[kind] as readonly RoomWrite[K][number][]) rows.push(row(value, n));
  }
  return rows;
}

/** Milliseconds since the epoch as PostgreSQL reads them, also beyond the year 9999. */
function timestamp(milliseconds: number | null): string | undefined {
  if (milliseconds === null) return undefined;
  return new Date(milliseconds).toISOString().replace(/^\+0*/, "");
}
