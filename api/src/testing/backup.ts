import { databaseErrorCode, renewLineage } from "@rally/shared/server/database";
import type { TestRally } from "./test-rally.js";

const DEADLOCK = "40P01";

/**
 * Takes a copy of every table, as a backup would.
 * @returns a function that puts it back as README says, under whatever runs.
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
        // As pg_restore does: rows come in any order, and no trigger takes them for news.
        await trx.raw("set local session_replication_role = replica");
        await trx.raw(`truncate ${tables.map((name) => `public.${name}`).join(", ")}`);
        for (const name of tables) {
          await trx.raw(
            `insert into public.${name} overriding system value select * from backup.${name}`,
          );
        }
      });
    await insistently(putBack);
    await renewLineage(database);
  };
}

/** Whatever runs locks tables in orders of its own; who loses to it begins again, ten times. */
async function insistently(work: () => Promise<void>, again = 10): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (databaseErrorCode(error) !== DEADLOCK || again === 0) throw error;
    await insistently(work, again - 1);
  }
}
