import type { Knex } from "knex";

/**
 * What sync servers poll: rows that say which permission was lost and which row moved, each with
 * the id of its transaction. A reader asks for the transactions that its previous snapshot did not
 * show, so that a poll costs what changed, and a transaction that commits late is not skipped.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table lost_rights add column xid xid8 not null default pg_current_xact_id();
    create index lost_rights_xid on lost_rights (xid);
    drop index lost_rights_at;

    -- A session that expires sooner than its sockets were told.
    create trigger note_shortened_session after update of expires_at on sessions
      for each row when (new.expires_at < old.expires_at)
      execute function note_ended_session();
    create function note_unblock() returns trigger language plpgsql as $$
    begin
      insert into lost_rights (kind, user_id, other_id)
      values ('block', old.blocker_id, old.blocked_id);
      return null;
    end $$;
    create trigger note_unblock after delete on blocks
      for each row execute function note_unblock();

    -- Sessions last no longer than a year from their sign-in, whenever they were renewed.
    update sessions set expires_at = created_at + interval '365 days'
      where kind = 'device' and ended_at is null and expires_at > created_at + interval '365 days';

    create table change_feed (
      xid xid8 not null default pg_current_xact_id(),
      kind text not null check (kind in ('conversation', 'user', 'drafts', 'presence')),
      id uuid not null,
      -- The version that a conversation or a user has reached.
      version bigint,
      -- The update that a room has reached.
      number bigint
    );
    create index change_feed_xid on change_feed (xid);

    -- A process that is alone on its database sets rally.feed to off, and pays nothing for a feed
    -- that nobody reads.
    create function feed_conversation() returns trigger language plpgsql as $$
    begin
      insert into change_feed (kind, id, version, number)
      values ('conversation', new.id, new.version, new.update_number);
      return null;
    end $$;
    create trigger feed_conversation after update of version, update_number on conversations
      for each row when ((new.version > old.version or new.update_number > old.update_number)
        and coalesce(current_setting('rally.feed', true), '') <> 'off')
      execute function feed_conversation();

    create function feed_user() returns trigger language plpgsql as $$
    begin
      insert into change_feed (kind, id, version) values ('user', new.id, new.version);
      return null;
    end $$;
    create trigger feed_user after update of version on users
      for each row when (new.version > old.version
        and coalesce(current_setting('rally.feed', true), '') <> 'off')
      execute function feed_user();

    create function feed_presence() returns trigger language plpgsql as $$
    begin
      insert into change_feed (kind, id) values ('presence', new.id);
      return null;
    end $$;
    create trigger feed_presence after update of appears_offline on users
      for each row when (new.appears_offline <> old.appears_offline
        and coalesce(current_setting('rally.feed', true), '') <> 'off')
      execute function feed_presence();

    create function feed_drafts() returns trigger language plpgsql as $$
    begin
      insert into change_feed (kind, id, number) values ('drafts', new.user_id, new.number);
      return null;
    end $$;
    create trigger feed_drafts after update of number on user_rooms
      for each row when (new.number > old.number
        and coalesce(current_setting('rally.feed', true), '') <> 'off')
      execute function feed_drafts();
  `);
}
