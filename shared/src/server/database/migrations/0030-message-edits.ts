import type { Knex } from "knex";

/**
 * Earlier texts of edited messages, each under the conversation's version that brought it. The
 * deletion of the message or of its author's account deletes them.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table message_edits (
      message_id uuid not null references messages (id) on delete cascade,
      version bigint not null,
      author_id uuid not null references users (id),
      content jsonb not null,
      at timestamptz not null,
      primary key (message_id, version)
    );
    create index message_edits_author on message_edits (author_id, message_id);
  `);
}
