import type { Knex } from "knex";

/**
 * Who sent which message from which address. Apart from messages, so that retention deletes whole rows
 * and rewrites no message. Without foreign keys, which each commit would pay for.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table sent_messages (
      message_id uuid not null,
      conversation_id uuid not null,
      author_id uuid not null,
      at timestamptz not null,
      ip inet
    );
    create index sent_messages_at on sent_messages (at, message_id);
    create index sent_messages_author on sent_messages (author_id, at, message_id);
    create index sent_messages_conversation on sent_messages (conversation_id, at, message_id);
    create index sent_messages_ip on sent_messages (ip, at, message_id) where ip is not null;
  `);
}
