import type { Knex } from "knex";

/**
 * Reactions: a row for each user's, and for each message their counts with the conversation's
 * version that last touched them. `meta_version`: the version that last renamed a conversation.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table reactions (
      message_id uuid not null references messages (id) on delete cascade,
      user_id uuid not null references users (id),
      emoji text not null,
      at timestamptz not null,
      primary key (message_id, user_id, emoji)
    );
    create index reactions_user on reactions (user_id, message_id);

    create table message_reactions (
      message_id uuid primary key references messages (id) on delete cascade,
      conversation_id uuid not null,
      version bigint not null,
      counts jsonb not null
    );
    create index message_reactions_changed on message_reactions (conversation_id, version);

    alter table conversations add column meta_version bigint not null default 0;
  `);
}
