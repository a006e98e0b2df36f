import type { Knex } from "knex";

/** The name of a conversation's theme; null: the default. */
export async function up(database: Knex): Promise<void> {
  await database.raw("alter table conversations add column theme text");
}
