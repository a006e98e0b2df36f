import type { ConversationState } from "./conversation-state.js";
import { timestamp, type RowList, type RowsByList } from "./row-list.js";

/** A Yjs update of a conversation's room, in the order of its numbers. */
export interface NumberedUpdate {
  number: number;
  bytes: Uint8Array;
}

/** What one conversation's batch writes if the conversation's row still equals `was`. */
export interface BatchWrite {
  was: Pick<
    ConversationState,
    "id" | "epoch" | "version" | "updateNumber" | "memberCount" | "rights"
  >;
  /** The number of commands in it. */
  commands: number;
  /** When it is committed, in milliseconds since the epoch; the time of its messages. */
  at: number;
  version: number;
  lastSeq: number;
  memberCount: number;
  updateNumber: number;
  /** Bytes of its Yjs updates. */
  updateBytes: number;
  rows: RowsByList;
}

/** The conversation's own row in the statement. */
export const conversationRow = {
  columns: [
    ...(["n integer", "id uuid", "epoch bigint", "was_version bigint"] as const),
    ...(["was_number bigint", "was_members integer", "was_rights bigint"] as const),
    ...(["version bigint", "last_seq bigint", "members integer", "number bigint"] as const),
    "at timestamptz",
  ],
  cells: ({ was, ...now }, n) => [
    ...[n, was.id, was.epoch, was.version, was.updateNumber, was.memberCount, was.rights],
    ...[now.version, now.lastSeq, now.memberCount, now.updateNumber, timestamp(now.at)],
  ],
} satisfies Pick<RowList<BatchWrite>, "columns" | "cells">;

/** The Yjs updates that carry the changes to the room's readers. */
export const updateRows: RowList<NumberedUpdate> = {
  name: "updates",
  columns: ["n integer", "number bigint", "bytes_at integer", "bytes integer"],
  cells: ({ number, bytes }, n, at) => [n, number, at, bytes.length],
  bytes: ({ bytes }) => bytes,
  write: (bytes) => `shown as (
      insert into conversation_updates (conversation_id, number, bytes)
      select l.id, u.number, substring(${bytes}::bytea from u.bytes_at for u.bytes)
      from updates u join locked l using (n))`,
};
