import type { Prepared } from "@rally/shared/server/database";
import type { CommandIdentity } from "./recalled.js";
import type { ConversationState, MessageToWrite } from "./conversation-state.js";

/** What a batch changes in one message that was there before; the rest of its row stays. */
export interface MessageTouch extends Pick<MessageToWrite, "id" | "version" | "content"> {
  editedAt: number | null;
  deletedAt: number | null;
}

/** What one conversation's batch writes, on the condition that its row is still as it was `was`. */
export interface RoomWrite {
  was: Pick<
    ConversationState,
    "id" | "epoch" | "version" | "updateNumber" | "memberCount" | "rights"
  >;
  /** Commands in it. */
  commands: number;
  version: number;
  lastSeq: number;
  memberCount: number;
  rights: number;
  updateNumber: number;
  sent: readonly MessageToWrite[];
  touched: readonly MessageTouch[];
  markers: readonly { user: string; marker: number; version: number }[];
  done: readonly (CommandIdentity & { result: unknown })[];
  /** The Yjs update that carries the changes; absent when nobody is shown any. */
  update: Uint8Array | undefined;
}

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
        id uuid, epoch bigint, was_version bigint, was_number bigint, was_members integer,
        was_rights bigint, version bigint, last_seq bigint, members integer, rights bigint,
        number bigint, bytes text)
    ), sent as materialized (
      select * from json_to_recordset($2) as s (
        conversation_id uuid, id uuid, seq bigint, version bigint, sent_version bigint,
        author_id uuid, content jsonb, reply_to uuid, hash text, sent_at timestamptz,
        created_at timestamptz, edited_at timestamptz, deleted_at timestamptz)
    ), done as materialized (
      select * from json_to_recordset($3) as d (
        conversation_id uuid, user_id uuid, id uuid, name text, hash text, result jsonb)
    ), again as materialized (
      select s.conversation_id from sent s join messages m on m.id = s.id
      union all
      select s.conversation_id
      from sent s join commands c on c.user_id = s.author_id and c.id = s.id
      union all
      select d.conversation_id from done d join commands c on c.user_id = d.user_id and c.id = d.id
      union all
      select d.conversation_id from done d join messages m on m.id = d.id
    ), held as materialized (
      select c.id from conversations c join batch b on b.id = c.id
      where c.epoch = b.epoch and c.version = b.was_version and c.update_number = b.was_number
        and c.member_count = b.was_members and c.rights = b.was_rights
        and not exists (select from again where again.conversation_id = c.id)
      for no key update of c skip locked
    ), moved as (
      update conversations c set version = b.version, last_seq = b.last_seq,
        member_count = b.members, rights = b.rights, update_number = b.number
      from held join batch b using (id) where c.id = b.id
    ), written as (
      insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
        reply_to, command_hash, sent_at, created_at, edited_at, deleted_at)
      select s.id, s.conversation_id, seq, version, sent_version, author_id, content,
        reply_to, decode(hash, 'hex'), sent_at, created_at, edited_at, deleted_at
      from sent s join held on held.id = s.conversation_id
    ), touched as (
      update messages m set version = t.version, content = t.content,
        reply_to = case when t.deleted_at is null then m.reply_to end,
        edited_at = coalesce(t.edited_at, m.edited_at),
        deleted_at = coalesce(t.deleted_at, m.deleted_at)
      from json_to_recordset($4) as t (
          conversation_id uuid, id uuid, version bigint, content jsonb, edited_at timestamptz,
          deleted_at timestamptz)
        join held on held.id = t.conversation_id
      where m.id = t.id
    ), marked as (
      update memberships m set version = k.version, marker = greatest(m.marker, k.marker)
      from json_to_recordset($5) as k (
          conversation_id uuid, user_id uuid, marker bigint, version bigint)
        join held on held.id = k.conversation_id
      where m.conversation_id = k.conversation_id and m.user_id = k.user_id
    ), remembered as (
      insert into commands (user_id, id, name, input_hash, result)
      select d.user_id, d.id, d.name, decode(d.hash, 'hex'), d.result
      from done d join held on held.id = d.conversation_id
    ), shown as (
      insert into conversation_updates (conversation_id, number, bytes)
      select b.id, b.number, decode(b.bytes, 'base64')
      from batch b join held using (id) where b.bytes is not null
    )
    select id from held`,
};

/** The statement's parameters, a JSON text for each table. */
export function commitValues(writes: readonly RoomWrite[]): string[] {
  return [
    writes.map(({ was, ...now }) => ({
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
      bytes: now.update && Buffer.from(now.update).toString("base64"),
    })),
    rowsOf(writes, "sent", (message) => ({
      id: message.id,
      seq: message.seq,
      version: message.version,
      sent_version: message.sentVersion,
      author_id: message.author,
      content: message.content,
      reply_to: message.replyTo,
      hash: message.hash.toString("hex"),
      sent_at: timestamp(message.sentAt),
      created_at: timestamp(message.createdAt),
      edited_at: timestamp(message.editedAt),
      deleted_at: timestamp(message.deletedAt),
    })),
    rowsOf(writes, "done", (command) => ({
      user_id: command.userId,
      id: command.commandId,
      name: command.name,
      hash: command.hash.toString("hex"),
      result: command.result,
    })),
    rowsOf(writes, "touched", (touch) => ({
      id: touch.id,
      version: touch.version,
      content: touch.content,
      edited_at: timestamp(touch.editedAt),
      deleted_at: timestamp(touch.deletedAt),
    })),
    rowsOf(writes, "markers", ({ user, marker, version }) => ({ user_id: user, marker, version })),
  ].map((rows) => JSON.stringify(rows));
}

function rowsOf<K extends "sent" | "done" | "touched" | "markers">(
  writes: readonly RoomWrite[],
  kind: K,
  row: (value: RoomWrite[K][number]) => object,
): object[] {
  return writes.flatMap((write) =>
    (write[kind] as readonly RoomWrite[K][number][]).map((value) => ({
      conversation_id: write.was.id,
      ...row(value),
    })),
  );
}

/** Milliseconds since the epoch as PostgreSQL reads them, also beyond the year 9999. */
function timestamp(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString().replace(/^\+0*/, "");
}
