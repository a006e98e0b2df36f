import type { Knex } from "knex";

/** What of presence is kept: when somebody was last here, and whether they wish to be seen. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table users add column last_seen_at timestamptz;
    alter table users add column appears_offline boolean not null default false;
    -- The user's version that last touched appears_offline; 0: never chosen.
    alter table users add column presence_version bigint not null default 0;

    create table if not exists friend_changes (
      user_id uuid not null references users,
      other_id uuid not null references users,
      version bigint not null,
      state text not null check (state in ('none', 'sent', 'received', 'friends')),
      at timestamptz not null default now(),
      primary key (user_id, other_id)
    );
  `);
}
