import { openBeside, type Database, type Transaction } from "@rally/shared/server/database";
import { eventually } from "./eventually.js";

/**
 * Runs `read`, holds back its query of `table` until all its other queries are answered, and has
 * `meanwhile` commit before that last one reads: what commits between two reads of a request, as
 * late as possible and without waiting for chance.
 * @returns what `read` answers.
 */
export async function readHeldAt<T>(
  database: Database,
  table: string,
  read: (database: Database) => Promise<T>,
  meanwhile: (trx: Transaction) => Promise<unknown>,
): Promise<T> {
  // A connection for each query, so that none waits for the one that is held back.
  const reader = openBeside(database, { connections: 20 });
  let pending = 0;
  reader.on("query", () => (pending += 1));
  reader.on("query-response", () => (pending -= 1));
  const trx = await database.transaction();
  try {
    await trx.raw("lock table ?? in access exclusive mode", [table]);
    const answer = read(reader);
    await Promise.race([answer, eventually(() => requireHeld(database, table, () => pending))]);
    await meanwhile(trx);
    await trx.commit();
    return await answer;
  } finally {
    if (!trx.isCompleted()) await trx.rollback();
    await reader.destroy();
  }
}

/** @throws unless a query waits for the table, and it is the only one that is under way. */
async function requireHeld(
  database: Database,
  table: string,
  pending: () => number,
): Promise<void> {
  const { rows } = await database.raw<{ rows: object[] }>(
    `select from pg_locks where relation = ?::regclass and not granted
      and database = (select oid from pg_database where datname = current_database())`,
    [table],
  );
  if (rows.length !== 1 || pending() !== 1) throw new Error(`No query waits for ${table} alone`);
}
