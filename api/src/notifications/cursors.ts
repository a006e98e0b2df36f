import type { Transaction } from "@rally/shared/server/database";
import type { Moved } from "./audience.js";

/** Locks the cursors of conversations, waiting for other processes, and returns them. */
export async function lockCursors(
  trx: Transaction,
  conversations: readonly string[],
): Promise<{ id: string; seq: number }[]> {
  await trx.raw(
    `insert into notification_cursors (conversation_id)
      select id from unnest(?::uuid[]) as asked (id) join conversations using (id)
        where deleted_at is null
      on conflict do nothing`,
    [[...conversations].sort()],
  );
  const { rows } = await trx.raw<{ rows: { id: string; seq: number }[] }>(
    `select conversation_id as id, seq from notification_cursors
      where conversation_id = any(?::uuid[]) order by conversation_id for update`,
    [[...conversations]],
  );
  return rows;
}

/** The progress of a batch in a conversation. */
export interface Reached {
  conversation: Moved;
  /** The seq up to which messages are processed. */
  seq: number;
  /** Whether there are more messages to process. */
  isLeft: boolean;
}

/** A conversation with messages left keeps its version, so that a sweep finds it after a crash. */
export async function moveCursors(trx: Transaction, reached: readonly Reached[]): Promise<void> {
  const rows = reached.map(({ conversation: { id, version }, seq, isLeft }) => ({
    ...{ id, seq, version: isLeft ? null : version },
  }));
  await trx.raw(
    `update notification_cursors c set seq = r.seq, version = coalesce(r.version, c.version)
      from json_to_recordset(?::json) as r (id uuid, seq bigint, version bigint)
      where c.conversation_id = r.id`,
    [JSON.stringify(rows)],
  );
}
