import { databaseErrorCode, renewLineage } from "@rally/shared/server/database";
import type { TestRally } from "../test-rally.js";

const DEADLOCK = "40P01";

/**
 * Copies every table, as a backup would.
 * @returns a function that restores them as the documentation describes, while servers run.
 */
export async function backUp({ database }: TestRally): Promise<() => Promise<void>> {
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const tables = rows.map(({ name }) => name);
  await database.raw("drop schema if exists backup cascade; create schema backup");
  for (const name of tables) {
    await database.raw(`create table backup.${name} as table public.${name}`);
  }
  return async () => {
    const putBack = () =>
      database.transaction(async (trx) => {
        // Like pg_restore: rows in any order, without triggers.
        await trx.raw("set local session_replication_role = replica");
        await trx.raw(`truncate ${tables.map((name) => `public.${name}`).join(", ")}`);
        for (const name of tables) {
          await trx.raw(
            `insert into public.${name} overriding system value select * from backup.${name}`,
          );
        }
      });
    await withRetries(putBack);
    await renewLineage(database);
  };
}

/** Retries up to ten times, because concurrent transactions may lock tables in another order. */
async function withRetries(work: () => Promise<void>, again = 10): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (databaseErrorCode(error) !== DEADLOCK || again === 0) throw error;
    await withRetries(work, again - 1);
  }
}
