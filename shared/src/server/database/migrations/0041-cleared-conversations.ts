import type { Knex } from "knex";

/** The last message that a member has deleted for themselves with the conversation's history; 0: none. */
export async function up(database: Knex): Promise<void> {
  await database.raw("alter table memberships add column cleared_seq bigint not null default 0");
}
