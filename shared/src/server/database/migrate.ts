import { readdirSync } from "node:fs";
import type { Knex } from "knex";
import type { Database } from "./pool.js";

interface Migration {
  up(database: Knex): Promise<void>;
}

const folder = new URL("./migrations/", import.meta.url);

/**
 * The files of `./migrations` in the order of their numbers; `.js` once built. Migrations are forward
 * only and additive. Add a file with the next number; never change or rename an old one.
 */
const files = readdirSync(folder)
  .filter((file) => /^\d{4}-[\w-]+\.[jt]s$/.test(file))
  .sort();

/** The advisory lock id, the same in every Rally process: one migrates, the others wait. */
const MIGRATION_LOCK = 7_255_901;

/** Brings the schema up to date, in one transaction under an advisory lock. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (trx) => {
    // No time limit: building an index on a large database is slow, and other processes wait for
    // the lock.
    await trx.raw("set local statement_timeout = 0");
    await trx.raw("select pg_advisory_xact_lock(?)", [MIGRATION_LOCK]);
    await trx.raw(
      "create table if not exists migrations (name text primary key, run_at timestamptz not null default now())",
    );
    const done = new Set(await trx("migrations").pluck<string[]>("name"));
    for (const file of files) {
      const name = file.replace(/\.[jt]s$/, "");
      if (done.has(name)) continue;
      const migration = (await import(new URL(file, folder).href)) as Migration;
      await migration.up(trx);
      await trx("migrations").insert({ name });
    }
  });
}
