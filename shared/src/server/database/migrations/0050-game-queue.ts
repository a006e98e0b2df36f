import type { Knex } from "knex";

/** The users who wait for an opponent of about their strength. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table game_queue (
      -- A user waits for one game at a time.
      user_id uuid primary key references users,
      game text not null,
      rating double precision not null,
      joined_at timestamptz not null default now(),
      -- When the user's app asked last; an entry that is not renewed ends.
      seen_at timestamptz not null default now()
    );
    create index game_queue_joined on game_queue (joined_at);
    create index game_queue_seen on game_queue (seen_at);

    -- The average wait of the players who were paired lately, in milliseconds.
    create table game_queue_waits (
      game text primary key,
      wait double precision not null
    );
  `);
}
