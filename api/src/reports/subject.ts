import type { Content } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { existsSql } from "@rally/shared/server/models";

/** What is reported, as columns of a row of `reports`. */
export interface Subject {
  /** The reported user, or the author of the message; null for a deleted account. */
  user_id: string | null;
  message_id: string | null;
  conversation_id: string | null;
  /** The message's content as JSON. */
  content: string | null;
  sent_at: Date | null;
}

/** @throws RallyError `not_found` */
export async function reportedUser(trx: Transaction, id: string): Promise<Subject> {
  const user = await trx<{ id: string; deleted_at: Date | null }>("users")
    .where({ id })
    .whereNull("deleted_at")
    .first("id");
  if (!user) throw new RallyError("not_found", "There is no such user");
  const none = { message_id: null, conversation_id: null, content: null, sent_at: null };
  return { user_id: id, ...none };
}

/** A copy of a message that `reader` can read. @throws RallyError `not_found`, `message_deleted` */
export async function reportedMessage(
  trx: Transaction,
  reader: string,
  id: string,
): Promise<Subject> {
  const { rows } = await trx.raw<{ rows: Row[] }>(
    `select m.conversation_id, m.author_id, m.content, m.created_at
      from messages m join memberships me
        on me.conversation_id = m.conversation_id and me.user_id = ?
          and m.seq > me.cleared_seq
      where m.id = ? and ${existsSql("m.conversation_id")}`,
    [reader, id],
  );
  const [row] = rows;
  if (!row) throw new RallyError("not_found", "There is no such message");
  if (!row.content) throw new RallyError("message_deleted", "The message was deleted");
  return {
    ...{ user_id: row.author_id, message_id: id, conversation_id: row.conversation_id },
    ...{ content: JSON.stringify(row.content), sent_at: row.created_at },
  };
}

interface Row {
  conversation_id: string;
  author_id: string | null;
  /** Null if the message is deleted. */
  content: Content | null;
  created_at: Date;
}
