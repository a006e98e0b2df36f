import type { Knex } from "knex";

/** `rights` rises with whatever policies read of a conversation and its log does not tell. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table conversations add column rights bigint not null default 0;
  `);
}
