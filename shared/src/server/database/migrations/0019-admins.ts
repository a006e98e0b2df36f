import type { Knex } from "knex";

/** Finds the server's admins, who are few, without reading every user. */
export async function up(database: Knex): Promise<void> {
  await database.raw(
    "create index users_admins on users (id) where role = 'admin' and deleted_at is null",
  );
}
