import type { Knex } from "knex";

/**
 * The directory in the order in which it is shown, and the words of display names in an order of
 * which a search reads a part: a GIN index has to bring all of them together first.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create index users_directory on users (username collate "C")
      where deleted_at is null and (banned_at is null or banned_until is not null);

    create table user_words (
      word text collate "C" not null,
      user_id uuid not null,
      primary key (word, user_id)
    );
    create index user_words_user on user_words (user_id);
    insert into user_words (word, user_id)
      select distinct word, id
      from users, unnest(tsvector_to_array(to_tsvector('simple', display_name))) as word;

    create function note_user_words() returns trigger language plpgsql as $$
    begin
      delete from user_words where user_id = new.id;
      insert into user_words (word, user_id)
        select distinct word, new.id
        from unnest(tsvector_to_array(to_tsvector('simple', new.display_name))) as word;
      return null;
    end $$;
    create trigger note_user_words after insert or update of display_name on users
      for each row execute function note_user_words();
    drop index users_words;

    create index friend_changes_received on friend_changes (user_id, at desc, other_id)
      where state = 'received';
  `);
}
