import type { Knex } from "knex";

/** `archived_seq`: the conversation's last seq when the member archived it; null: not archived. */
export async function up(database: Knex): Promise<void> {
  await database.raw("alter table memberships add column archived_seq bigint");
}
