import type { Knex } from "knex";

/**
 * Conversations that their owner has deleted for all. The row stays with `deleted_at`, for audit
 * entries, reports and the message log; `conversation_deletions` lists those of which members and
 * messages are still to be removed.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table conversations add column deleted_at timestamptz;
    -- Whether the membership ended because the conversation was deleted.
    alter table departures add column deleted boolean not null default false;

    create table conversation_deletions (
      conversation_id uuid primary key references conversations,
      at timestamptz not null default now()
    );

    -- One row for all members: those whose user is not named.
    create function note_deleted_conversation() returns trigger language plpgsql as $$
    begin
      insert into lost_rights (kind, conversation_id) values ('membership', new.id);
      insert into conversation_deletions (conversation_id) values (new.id);
      return null;
    end $$;
    create trigger note_deleted_conversation after update of deleted_at on conversations
      for each row when (old.deleted_at is null and new.deleted_at is not null)
      execute function note_deleted_conversation();

    -- A report has a copy of the message and outlasts it.
    alter table reports drop constraint reports_message_id_fkey;
  `);
}
