import knex, { type Knex } from "knex";
import pg from "pg";
import { limits } from "../../limits/index.js";

export type Database = Knex;
export type Transaction = Knex.Transaction;

// bigint (OID 20): versions and seqs stay far below 2^53.
pg.types.setTypeParser(20, Number);

interface PoolOptions {
  /** Connections at most; each takes some 10 MB of PostgreSQL's memory. */
  connections?: number;
  /** Milliseconds that a query waits for a connection before it fails; default: `limits.connectionWait`. */
  wait?: number;
  /**
   * Plans that never read a whole table. A prepared statement's plan is kept, and one that was made
   * when a table was small would go on reading all of it when it has grown.
   */
  alwaysByIndex?: boolean;
}

const BY_INDEX = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

/** The pool of connections to PostgreSQL at `url`; `destroy()` ends it. */
export function openDatabase(url: string, options: PoolOptions = {}): Database {
  return knex({
    client: "pg",
    connection: {
      connectionString: url,
      application_name: "rally",
      ...(options.alwaysByIndex && { options: BY_INDEX }),
    },
    pool: { min: 0, max: options.connections ?? 12, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: options.wait ?? limits.connectionWait,
  });
}

/** Another pool to the same database, for work that must not wait for other work's connections. */
export function openBeside(database: Database, options: PoolOptions): Database {
  const { connection, acquireConnectionTimeout: wait } = (database.client as { config: Settings })
    .config;
  return openDatabase(connection.connectionString, { wait, ...options });
}

interface Settings {
  connection: { connectionString: string };
  acquireConnectionTimeout: number;
}
