import { randomInt } from "node:crypto";
import type { Knex } from "knex";
import { WORLD_CONVERSATION_ID, newId } from "../../../ids/index.js";

export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table server (
      id smallint primary key check (id = 1),
      lineage uuid not null,
      created_at timestamptz not null default now()
    );

    create table users (
      id uuid primary key,
      username text not null,
      display_name text not null,
      email text not null,
      password_hash text not null,
      role text not null check (role in ('admin', 'member')),
      version bigint not null default 0,
      created_at timestamptz not null default now(),
      deleted_at timestamptz
    );
    create unique index users_username on users (lower(username) text_pattern_ops);
    create unique index users_email on users (lower(email));

    create table sessions (
      id uuid primary key,
      user_id uuid not null references users,
      nonce bytea not null,
      generation integer not null default 0,
      rotated_at timestamptz not null default now(),
      user_agent text not null default '',
      ip text not null default '',
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      ended_at timestamptz
    );
    create index sessions_user on sessions (user_id);

    create table conversations (
      id uuid primary key,
      kind text not null,
      version bigint not null default 0,
      last_seq bigint not null default 0,
      member_count integer not null default 0,
      epoch bigint not null,
      update_number bigint not null default 0,
      created_at timestamptz not null default now()
    );

    create table memberships (
      conversation_id uuid not null references conversations,
      user_id uuid not null references users,
      role text not null default 'member',
      joined_seq bigint not null default 0,
      marker bigint not null default 0,
      version bigint not null default 0,
      user_version bigint not null default 0,
      joined_at timestamptz not null default now(),
      primary key (conversation_id, user_id)
    );
    create index memberships_user on memberships (user_id, user_version);
    create index memberships_version on memberships (conversation_id, version);

    create table messages (
      id uuid primary key,
      conversation_id uuid not null references conversations,
      seq bigint not null,
      version bigint not null,
      sent_version bigint not null,
      author_id uuid references users,
      content jsonb,
      reply_to uuid,
      command_hash bytea not null,
      sent_at timestamptz,
      created_at timestamptz not null,
      edited_at timestamptz,
      deleted_at timestamptz
    );
    create unique index messages_seq on messages (conversation_id, seq);
    create unique index messages_version on messages (conversation_id, version);

    create table conversation_updates (
      conversation_id uuid not null references conversations,
      number bigint not null,
      bytes bytea not null,
      primary key (conversation_id, number)
    );
    create table conversation_snapshots (
      conversation_id uuid primary key references conversations,
      number bigint not null,
      bytes bytea not null
    );

    create table user_rooms (
      user_id uuid primary key references users,
      number bigint not null default 0,
      snapshot_number bigint not null default 0,
      snapshot bytea
    );
    create table user_room_updates (
      user_id uuid not null references user_rooms,
      number bigint not null,
      bytes bytea not null,
      primary key (user_id, number)
    );

    create table commands (
      user_id uuid not null references users,
      id uuid not null,
      name text not null,
      input_hash bytea not null,
      result jsonb not null,
      created_at timestamptz not null default now(),
      primary key (user_id, id)
    );
    create index commands_created on commands (created_at);
  `);
  await database("server").insert({ id: 1, lineage: newId() });
  await database("conversations").insert({
    id: WORLD_CONVERSATION_ID,
    kind: "world",
    epoch: randomInt(1, 2 ** 32 - 1),
  });
}
