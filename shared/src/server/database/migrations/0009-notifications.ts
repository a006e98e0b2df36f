import type { Knex } from "knex";

/** Notifications as rows with versions, how far messages were looked at for them, levels, push. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table notifications (
      id uuid primary key,
      user_id uuid not null references users,
      -- What it is about: the same thing again is the same notification, moved up.
      key text not null,
      kind text not null,
      from_id uuid references users,
      conversation_id uuid references conversations,
      message_id uuid,
      seq bigint,
      data jsonb not null default '{}',
      count integer not null default 1,
      at timestamptz not null default now(),
      read_at timestamptz,
      version bigint not null,
      -- When it is to be pushed (again); null: it was, or is not to be.
      push_due timestamptz,
      push_tries smallint not null default 0,
      unique (user_id, key)
    );
    create unique index notifications_version on notifications (user_id, version);
    create index notifications_newest on notifications (user_id, at desc, id desc);
    create index notifications_unread on notifications (user_id, version) where read_at is null;
    create index notifications_unread_here on notifications (conversation_id, user_id)
      where read_at is null and conversation_id is not null;
    create index notifications_push on notifications (push_due) where push_due is not null;
    create index notifications_at on notifications (at);

    -- How far a conversation's messages and markers have been looked at. Not in the conversation's
    -- own row, which every commit of a message needs.
    create table notification_cursors (
      conversation_id uuid primary key references conversations,
      seq bigint not null default 0,
      version bigint not null default 0
    );
    -- What was said before there were notifications notifies nobody.
    insert into notification_cursors (conversation_id, seq, version)
      select id, last_seq, version from conversations;

    -- Null: the default of the conversation's kind.
    alter table memberships add column notify_level text
      check (notify_level in ('all', 'mentions', 'none'));

    create table disturb_settings (
      user_id uuid primary key references users,
      hours jsonb,
      until timestamptz,
      version bigint not null
    );

    create table push_subscriptions (
      session_id uuid primary key references sessions on delete cascade,
      user_id uuid not null references users,
      endpoint text not null unique,
      p256dh text not null,
      auth text not null,
      created_at timestamptz not null default now()
    );
    create index push_subscriptions_user on push_subscriptions (user_id);

    -- Whatever ends a session ends its subscription.
    create function end_push_subscription() returns trigger language plpgsql as $$
    begin
      delete from push_subscriptions where session_id = new.id;
      return null;
    end $$;
    create trigger end_push_subscription after update of ended_at on sessions
      for each row when (old.ended_at is null and new.ended_at is not null)
      execute function end_push_subscription();
  `);
}
