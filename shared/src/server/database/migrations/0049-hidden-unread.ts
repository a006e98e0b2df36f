import type { Knex } from "knex";

/**
 * Where the message that a user has hidden is, so that the hidden messages after a marker are counted
 * without those before it.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table hidden_messages add column conversation_id uuid, add column seq bigint;
    update hidden_messages h set conversation_id = m.conversation_id, seq = m.seq
      from messages m where m.id = h.message_id;

    -- Also for processes of the version before, which insert neither.
    create function place_hidden_message() returns trigger language plpgsql as $$
    begin
      select conversation_id, seq into new.conversation_id, new.seq
        from messages where id = new.message_id;
      return new;
    end $$;
    create trigger place_hidden_message before insert on hidden_messages
      for each row execute function place_hidden_message();

    create index hidden_messages_place on hidden_messages (user_id, conversation_id, seq);
  `);
}
