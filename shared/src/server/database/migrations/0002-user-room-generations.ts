import type { Knex } from "knex";

/** A user's room begins anew from time to time: its number goes on, its generation tells which. */
export async function up(database: Knex): Promise<void> {
  await database.raw("alter table user_rooms add column generation integer not null default 0");
}
