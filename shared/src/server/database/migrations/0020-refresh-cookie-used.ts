import type { Knex } from "knex";

/** Whether a session's present refresh cookie has been used: from then on the one before is not valid. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table sessions add column cookie_used boolean not null default false;
  `);
}
