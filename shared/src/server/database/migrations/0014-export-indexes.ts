import type { Knex } from "knex";

/** Indexes by which an export reads a user's rows in pages. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create index sessions_user_id on sessions (user_id, id);
    create index mails_recipient on mails (recipient, id);
  `);
}
