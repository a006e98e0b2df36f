import knex, { type Knex } from "knex";
import pg from "pg";

export type Database = Knex;
export type Transaction = Knex.Transaction;

// bigint (OID 20): versions and seqs stay far below 2^53.
pg.types.setTypeParser(20, Number);

/** The pool of connections to PostgreSQL at `url`; `destroy()` ends it. */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  return knex({
    client: "pg",
    connection: { connectionString: url, application_name: "rally" },
    pool: { min: 0, max: options.connections ?? 12, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: 10_000,
  });
}
