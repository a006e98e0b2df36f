import type { Knex } from "knex";

/** What of presence is kept: when somebody was last here, and whether they wish to be seen. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table users add column last_seen_at timestamptz;
    alter table users add column appears_offline boolean not null default false;
    -- The user's version that last touched appears_offline; 0: never chosen.
    alter table users add column presence_version bigint not null default 0;
  `);
}
