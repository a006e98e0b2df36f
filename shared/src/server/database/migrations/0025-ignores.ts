import type { Knex } from "knex";

/**
 * Renames `restraints` and `restraint_changes`. The former names stay as views that can be written,
 * because servers of the release before may still run while this one starts.
 */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table restraints rename to ignores;
    alter table restraint_changes rename to ignore_changes;
    alter table ignore_changes rename column restrained to ignored;
    alter index restraints_pkey rename to ignores_pkey;
    alter index restraint_changes_pkey rename to ignore_changes_pkey;
    alter index restraint_changes_version rename to ignore_changes_version;
    create view restraints as select user_id, other_id, created_at from ignores;
    create view restraint_changes as
      select user_id, other_id, version, ignored as restrained from ignore_changes;
  `);
}
