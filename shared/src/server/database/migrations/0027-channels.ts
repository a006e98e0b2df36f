import type { Knex } from "knex";

/**
 * Channels: conversations that users find in a directory and join by themselves, by a request or by
 * an invite link.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table conversations
      add column topic text,
      add column visibility text check (visibility in ('public', 'private')),
      add column listed boolean;

    -- The directory of channels, in the order in which it is shown.
    create index conversations_directory on conversations (lower(name) collate "C", id)
      where kind = 'channel' and listed;
    -- The words of their names: a search reads a part of this order.
    create table channel_words (
      word text collate "C" not null,
      conversation_id uuid not null references conversations,
      primary key (word, conversation_id)
    );
    create index channel_words_conversation on channel_words (conversation_id);
    create function note_channel_words() returns trigger language plpgsql as $$
    begin
      delete from channel_words where conversation_id = new.id;
      if new.kind = 'channel' and new.listed then
        insert into channel_words (word, conversation_id)
          select distinct word, new.id
          from unnest(tsvector_to_array(to_tsvector('simple', new.name))) as word;
      end if;
      return null;
    end $$;
    create trigger note_channel_words after insert or update of name, listed on conversations
      for each row when (new.kind = 'channel') execute function note_channel_words();

    -- Members with a role: a large channel has few of them.
    create index memberships_roles on memberships (conversation_id, joined_at)
      where role in ('owner', 'admin', 'moderator');

    create table join_requests (
      conversation_id uuid not null references conversations,
      user_id uuid not null references users,
      state text not null default 'pending' check (state in ('pending', 'declined')),
      at timestamptz not null default now(),
      primary key (conversation_id, user_id)
    );
    create index join_requests_pending on join_requests (conversation_id, at, user_id)
      where state = 'pending';
    create index join_requests_user on join_requests (user_id, conversation_id);

    create table invites (
      code text primary key,
      conversation_id uuid not null references conversations,
      creator_id uuid not null references users,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      max_uses integer check (max_uses > 0),
      uses integer not null default 0
    );
    create index invites_conversation on invites (conversation_id, created_at, code);
    create index invites_creator on invites (creator_id, conversation_id);
  `);
}
