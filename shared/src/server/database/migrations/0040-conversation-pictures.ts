import type { Knex } from "knex";

/** The picture of a group or channel; a replaced one is checked as those of users are. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table conversations add column picture text;
    create index conversations_picture on conversations (picture) where picture is not null;
    create function note_replaced_conversation_picture() returns trigger language plpgsql as $$
    begin
      insert into loose_pictures (name) values (old.picture)
      on conflict (name) do update set touched_at = now();
      return null;
    end $$;
    create trigger note_replaced_conversation_picture after update of picture on conversations
      for each row when (old.picture is not null and old.picture is distinct from new.picture)
      execute function note_replaced_conversation_picture();
  `);
}
