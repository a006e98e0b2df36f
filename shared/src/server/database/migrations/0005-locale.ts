import type { Knex } from "knex";

/** The language of what the server itself words for a user: mail, push. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table users add column locale text not null default 'en' check (locale in ('en', 'fr'));
  `);
}
