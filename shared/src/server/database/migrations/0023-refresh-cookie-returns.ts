import type { Knex } from "knex";

/**
 * Whether a session's current refresh cookie was presented since it was last given, and how often the
 * one before was presented after it. `rotated_at` is from now on when it was last given.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table sessions
      add column cookie_presented boolean not null default false,
      add column cookie_returns smallint not null default 0;
  `);
}
