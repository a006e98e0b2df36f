import type { Knex } from "knex";

/** What moderators do: mutes, bans from conversations, slow mode, and the audit log. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- Seconds that a member waits between two messages.
    alter table conversations add column slow_mode integer check (slow_mode > 0);

    -- Apart from memberships, so that a mute outlasts leaving and joining again.
    create table mutes (
      conversation_id uuid not null references conversations,
      user_id uuid not null references users,
      until timestamptz not null,
      primary key (conversation_id, user_id)
    );
    create index mutes_user on mutes (user_id, conversation_id);

    create table conversation_bans (
      id uuid primary key,
      conversation_id uuid not null references conversations,
      user_id uuid references users,
      address cidr,
      banned_by uuid references users,
      created_at timestamptz not null default now(),
      until timestamptz not null default 'infinity',
      reason text,
      check (num_nonnulls(user_id, address) = 1)
    );
    create unique index conversation_bans_user on conversation_bans (conversation_id, user_id);
    create unique index conversation_bans_address on conversation_bans (conversation_id, address);
    create index conversation_bans_newest on conversation_bans (conversation_id, id);
    create index conversation_bans_of_user on conversation_bans (user_id, id)
      where user_id is not null;
    create index conversation_bans_by on conversation_bans (banned_by, id);

    create table audit_entries (
      id uuid primary key,
      conversation_id uuid not null references conversations,
      at timestamptz not null,
      action text not null,
      actor_id uuid references users,
      target_id uuid references users,
      data jsonb not null default '{}',
      ip inet
    );
    create index audit_entries_conversation on audit_entries (conversation_id, id);
    create index audit_entries_actor on audit_entries (actor_id, id);
    create index audit_entries_target on audit_entries (target_id, id);

    -- The addresses of sessions, for bans of ranges; earlier versions stored any text.
    create function session_address(ip text) returns inet language plpgsql immutable strict as $$
    begin
      return ip::inet;
    exception when others then
      return null;
    end $$;
    create index sessions_address on sessions (session_address(ip)) where ended_at is null;
  `);
}
