import type { Knex } from "knex";

/**
 * What devices pull of members and blocks: each row carries the conversation's or the user's
 * version that last touched it, and who has gone leaves a row behind.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- The conversation's version that last touched the role; 0: in it since it was made.
    alter table memberships add column member_version bigint not null default 0;
    create index memberships_member_version on memberships (conversation_id, member_version);

    -- Who was in a conversation and is not any more; being added again takes the row away.
    create table departures (
      conversation_id uuid not null references conversations,
      user_id uuid not null references users,
      version bigint not null,
      user_version bigint not null,
      left_at timestamptz not null default now(),
      primary key (conversation_id, user_id)
    );
    create index departures_version on departures (conversation_id, version);
    create index departures_user on departures (user_id, user_version);

    -- The last word of a user about another: rows of blocks come and go, these stay.
    create table block_changes (
      blocker_id uuid not null references users,
      blocked_id uuid not null references users,
      version bigint not null,
      blocked boolean not null,
      primary key (blocker_id, blocked_id)
    );
    create index block_changes_version on block_changes (blocker_id, version);

    create index users_banned on users (lower(email)) where banned_at is not null;
  `);
}
