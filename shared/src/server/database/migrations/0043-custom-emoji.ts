import type { Knex } from "knex";

/** Emoji that the server's admins add. The revision tells devices whether their list is current. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table custom_emoji (
      name text primary key check (name ~ '^[a-z0-9_]{2,32}$'),
      picture text not null,
      created_by uuid references users,
      created_at timestamptz not null default now()
    );
    create index custom_emoji_picture on custom_emoji (picture);
    create index custom_emoji_by on custom_emoji (created_by);

    create table expressions_revision (
      id integer primary key check (id = 1),
      revision bigint not null
    );
    insert into expressions_revision values (1, 0);
    create function count_expressions() returns trigger language plpgsql as $$
    begin
      update expressions_revision set revision = revision + 1;
      return null;
    end $$;
    create trigger count_custom_emoji after insert or update of name, picture or delete
      on custom_emoji for each statement execute function count_expressions();

    create function note_removed_expression_picture() returns trigger language plpgsql as $$
    begin
      insert into loose_pictures (name) values (old.picture)
      on conflict (name) do update set touched_at = now();
      return null;
    end $$;
    create trigger note_removed_emoji_picture after delete on custom_emoji
      for each row execute function note_removed_expression_picture();
  `);
}
