import type { Knex } from "knex";

/** Other ways in than a password, and the second step after it. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- Who signed up with a provider or lost the password for good has none.
    alter table users alter column password_hash drop not null;

    -- When whoever holds the session last proved who they are; signing in is such a proof.
    alter table sessions add column confirmed_at timestamptz not null default now();

    create table identities (
      provider text not null,
      subject text not null,
      user_id uuid not null references users,
      label text not null,
      created_at timestamptz not null default now(),
      last_used_at timestamptz not null default now(),
      primary key (provider, subject),
      unique (user_id, provider)
    );

    -- Of a secret not yet confirmed by a code, confirmed_at is null, and nobody is asked for it.
    create table second_factors (
      user_id uuid primary key references users,
      secret bytea not null,
      confirmed_at timestamptz,
      last_step bigint not null default 0,
      created_at timestamptz not null default now()
    );

    create table recovery_codes (
      user_id uuid not null references users,
      digest bytea not null,
      used_at timestamptz,
      primary key (user_id, digest)
    );

    create table passkeys (
      id uuid primary key,
      credential_id text not null unique,
      user_id uuid not null references users,
      public_key bytea not null,
      counter bigint not null,
      transports text[] not null default '{}',
      name text not null,
      is_synced boolean not null,
      created_at timestamptz not null default now(),
      last_used_at timestamptz
    );
    create index passkeys_user on passkeys (user_id);

    -- Steps of a sign-in that somebody has begun: only the digest of what they hold is here.
    create table challenges (
      digest bytea primary key,
      kind text not null,
      user_id uuid references users,
      session_id uuid references sessions,
      data jsonb not null,
      attempts integer not null default 0,
      expires_at timestamptz not null
    );
    create index challenges_expiry on challenges (expires_at);
    create index challenges_user on challenges (user_id);
  `);
}
