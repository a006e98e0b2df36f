import type { Knex } from "knex";

/**
 * Updates are deleted again after a hundred more: compressing them costs each commit of many
 * messages a tenth of its time and saves nothing that lasts.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw("alter table conversation_updates alter column bytes set storage external");
}
