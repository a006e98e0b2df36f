import type { Knex } from "knex";

/** Profiles, friends, restraints; and per user the last word about each other one, for devices to pull. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table users add column bio text not null default '';
    alter table users add column status text not null default '';
    -- The name of the picture: what its largest rendering hashes to.
    alter table users add column avatar text;
    -- The user's version that last touched the profile; 0: never since it was made.
    alter table users add column profile_version bigint not null default 0;
    create index users_words on users using gin (to_tsvector('simple', display_name));

    create table friendships (
      user_a uuid not null references users,
      user_b uuid not null references users,
      state text not null check (state in ('requested', 'accepted')),
      requested_by uuid not null references users,
      created_at timestamptz not null default now(),
      accepted_at timestamptz,
      primary key (user_a, user_b),
      check (user_a < user_b)
    );
    create index friendships_b on friendships (user_b);

    -- What each of two is to the other, as each one's devices pull it; friendships come and go,
    -- these stay.
    create table friend_changes (
      user_id uuid not null references users,
      other_id uuid not null references users,
      version bigint not null,
      state text not null check (state in ('none', 'sent', 'received', 'friends')),
      at timestamptz not null default now(),
      primary key (user_id, other_id)
    );
    create index friend_changes_version on friend_changes (user_id, version);
    create index friend_changes_state on friend_changes (user_id, state, other_id);

    create table restraints (
      user_id uuid not null references users,
      other_id uuid not null references users,
      created_at timestamptz not null default now(),
      primary key (user_id, other_id)
    );
    create table restraint_changes (
      user_id uuid not null references users,
      other_id uuid not null references users,
      version bigint not null,
      restrained boolean not null,
      primary key (user_id, other_id)
    );
    create index restraint_changes_version on restraint_changes (user_id, version);
  `);
}
