import type { Knex } from "knex";

/** The status that a user had before `/away`; null for a user who is not away. */
export async function up(database: Knex): Promise<void> {
  await database.raw("alter table users add column status_before_away text");
}
