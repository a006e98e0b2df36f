import type { Knex } from "knex";

/** The season of each rating's last match, for the leaderboard of a season. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- The first day of the calendar quarter (UTC) of the last rated match.
    alter table ratings add column season date;
    update ratings set season = date_trunc('quarter', updated_at at time zone 'utc')::date;
    alter table ratings alter column season set not null;
    create index ratings_season on ratings (game, season, rating, user_id);
    -- Both columns in one direction, so that a page begins with one comparison of rows.
    drop index ratings_leaderboard;
    create index ratings_leaderboard on ratings (game, rating, user_id);
  `);
}
