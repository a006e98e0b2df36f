import type { Knex } from "knex";

/** What work by a timer needs: who does it, and indexes by which it finds what is due. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- Work that one process at a time does, by the name of the work.
    create table periodic_work (
      name text primary key,
      -- Whoever took it last has it until then.
      until timestamptz not null,
      -- The change feed has been read up to this snapshot, taken then.
      snapshot text,
      taken_at timestamptz
    );

    create index memberships_notify_all on memberships (conversation_id, user_id)
      where notify_level = 'all';

    create index sessions_over on sessions (least(ended_at, expires_at));
    create index challenges_session on challenges (session_id);
    create index mails_failed on mails (failed_at) where failed_at is not null;
    create index former_names_until on former_names (until);
    create index users_avatar on users (avatar) where avatar is not null;

    -- No socket hangs on a session that was over for long.
    drop trigger note_deleted_session on sessions;
    create trigger note_deleted_session after delete on sessions
      for each row when (old.ended_at is null and old.expires_at > now())
      execute function note_ended_session();

    -- Pictures that somebody may not have any more: uploaded, or replaced, and not checked since.
    create table loose_pictures (
      name text primary key,
      touched_at timestamptz not null default now()
    );
    create index loose_pictures_touched on loose_pictures (touched_at);
    create function note_replaced_picture() returns trigger language plpgsql as $$
    begin
      insert into loose_pictures (name) values (old.avatar)
      on conflict (name) do update set touched_at = now();
      return null;
    end $$;
    create trigger note_replaced_picture after update of avatar on users
      for each row when (old.avatar is not null and old.avatar is distinct from new.avatar)
      execute function note_replaced_picture();
  `);
}
