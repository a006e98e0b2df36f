import type { Knex } from "knex";

/** Messages that a user has deleted for themselves, each with the user's version that wrote it. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table hidden_messages (
      user_id uuid not null references users,
      message_id uuid not null references messages on delete cascade,
      version bigint not null,
      at timestamptz not null default now(),
      primary key (user_id, message_id)
    );
    create index hidden_messages_changed on hidden_messages (user_id, version);
    create index hidden_messages_message on hidden_messages (message_id);
  `);
}
