import type { Knex } from "knex";

/**
 * Rights that can be lost: sessions and long tokens, memberships, blocks, bans. Whatever takes one
 * away leaves a row in `lost_rights`, by trigger, so that no way of taking it can forget to; every
 * sync server reads those rows twice a second.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- Rises with whatever policies read of a conversation and its log does not tell.
    alter table conversations add column rights bigint not null default 0;
    alter table conversations add column name text;
    alter table conversations add column owner_id uuid references users;

    -- A bot's token is a session that is not renewed.
    alter table sessions add column kind text not null default 'device'
      check (kind in ('device', 'bot'));
    alter table sessions add column name text;

    alter table users add column banned_at timestamptz;
    alter table users add column banned_until timestamptz;
    alter table users add column ban_reason text;

    create table blocks (
      blocker_id uuid not null references users,
      blocked_id uuid not null references users,
      created_at timestamptz not null default now(),
      primary key (blocker_id, blocked_id)
    );
    create index blocks_blocked on blocks (blocked_id);

    create table lost_rights (
      id bigint generated always as identity primary key,
      at timestamptz not null default clock_timestamp(),
      kind text not null check (kind in ('session', 'membership', 'block')),
      session_id uuid,
      conversation_id uuid,
      user_id uuid,
      other_id uuid
    );
    create index lost_rights_at on lost_rights (at);

    create function note_ended_session() returns trigger language plpgsql as $$
    begin
      insert into lost_rights (kind, session_id, user_id) values ('session', old.id, old.user_id);
      return null;
    end $$;
    create trigger note_ended_session after update of ended_at on sessions
      for each row when (old.ended_at is null and new.ended_at is not null)
      execute function note_ended_session();
    create trigger note_deleted_session after delete on sessions
      for each row execute function note_ended_session();

    create function note_lost_membership() returns trigger language plpgsql as $$
    begin
      insert into lost_rights (kind, conversation_id, user_id)
      values ('membership', old.conversation_id, old.user_id);
      return null;
    end $$;
    create trigger note_lost_membership after delete on memberships
      for each row execute function note_lost_membership();

    create function note_block() returns trigger language plpgsql as $$
    begin
      insert into lost_rights (kind, user_id, other_id)
      values ('block', new.blocker_id, new.blocked_id);
      return null;
    end $$;
    create trigger note_block after insert on blocks
      for each row execute function note_block();
  `);
}
