import type { Knex } from "knex";

/** Mail that waits to be sent, links that work once, confirmed addresses, names of the past. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table users add column email_confirmed_at timestamptz;
    alter table users add column pending_email text;

    -- A row is written with what it tells of, and goes when it was sent.
    create table mails (
      id uuid primary key,
      recipient text not null,
      -- Subject and text, encrypted: a link in it is worth an account.
      sealed bytea not null,
      created_at timestamptz not null default now(),
      attempts integer not null default 0,
      next_at timestamptz not null default now(),
      -- Given up: kept, without its words, for whoever asks why nothing came.
      failed_at timestamptz
    );
    create index mails_due on mails (next_at) where failed_at is null;

    create table account_links (
      -- SHA-256 of the token in the link.
      hash bytea primary key,
      kind text not null check (kind in ('confirm', 'reset')),
      user_id uuid not null references users,
      -- What it confirms, or where it was sent.
      email text not null,
      -- SHA-256 of the password's hash that it replaces: another password makes it worthless.
      password_mark bytea,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index account_links_user on account_links (user_id);
    create index account_links_expiry on account_links (expires_at);

    -- Whose a name was, and until when it is nobody else's.
    create table former_names (
      username text primary key,
      user_id uuid not null references users,
      until timestamptz not null
    );
    create index former_names_user on former_names (user_id);
  `);
}
