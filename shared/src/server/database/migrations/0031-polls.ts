import type { Knex } from "knex";

/**
 * Polls: a row for each user's vote, and for each poll its result with the conversation's version
 * that last touched it. A vote that was taken back has no choices. `user_version`: for a vote in an
 * anonymous poll, the user's version that wrote it.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table votes (
      message_id uuid not null references messages (id) on delete cascade,
      user_id uuid not null references users (id),
      choices smallint[] not null,
      at timestamptz not null,
      version bigint not null,
      user_version bigint,
      primary key (message_id, user_id)
    );
    create index votes_user on votes (user_id, message_id);
    create index votes_shown on votes (message_id, user_id) where choices <> '{}';
    create index votes_changed on votes (user_id, user_version) where user_version is not null;

    create table poll_results (
      message_id uuid primary key references messages (id) on delete cascade,
      conversation_id uuid not null,
      version bigint not null,
      counts jsonb not null,
      voters integer not null,
      closed_at timestamptz
    );
    create index poll_results_changed on poll_results (conversation_id, version);
  `);
}
