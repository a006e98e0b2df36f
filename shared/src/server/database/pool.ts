import knex, { type Knex } from "knex";
import pg from "pg";
import { limits } from "../../limits/index.js";

export type Database = Knex;
export type Transaction = Knex.Transaction;

// bigint (OID 20): versions and seqs stay far below 2^53.
pg.types.setTypeParser(20, Number);

interface PoolOptions {
  /** Maximum number of connections; each takes about 10 MB of PostgreSQL's memory. */
  connections?: number;
  /**
   * How long (ms) a query waits for a connection before it fails; default: `limits.connectionWait`.
   */
  wait?: number;
  /** Statement timeout in milliseconds; default: `limits.statementTime`. */
  statementTime?: number;
  /** Maximum number of queries that wait for a connection; default: `limits.databaseWaiting`. */
  waiting?: number;
  /**
   * Use generic plans without sequential scans. A prepared statement keeps its plan, and a plan
   * made for a small table would still scan the whole table after it has grown. By default
   * PostgreSQL would plan again for each call, because it assumes ten elements in an array of one;
   * planning costs as much as the commit.
   */
  alwaysByIndex?: boolean;
  /** Whether to write the change feed, which other processes read; default: true. */
  feed?: boolean;
}

/** Disabled plan types have such a high cost that PostgreSQL would start its JIT compiler. */
const BY_INDEX = [
  ...["enable_seqscan=off", "enable_hashjoin=off", "enable_mergejoin=off", "jit=off"],
  "plan_cache_mode=force_generic_plan",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

const NO_FEED = "-c rally.feed=off";

/** The pool of connections to PostgreSQL at `url`; `destroy()` ends it. */
export function openDatabase(url: string, options: PoolOptions = {}): Database {
  const database = knex({
    client: "pg",
    connection: {
      connectionString: url,
      application_name: "rally",
      statement_timeout: options.statementTime ?? limits.statementTime,
      options: [options.feed === false && NO_FEED, options.alwaysByIndex && BY_INDEX]
        .filter(Boolean)
        .join(" "),
    },
    pool: { min: 0, max: options.connections ?? 12, idleTimeoutMillis: 30_000 },
    acquireConnectionTimeout: options.wait ?? limits.connectionWait,
  });
  boundWaiting(database, options.waiting ?? limits.databaseWaiting);
  return database;
}

/** PostgreSQL's code for too many connections; `isTransient` treats it as transient. */
const TOO_MANY = "53300";

/** Rejects a query when `most` queries wait for a connection already. */
function boundWaiting(database: Database, most: number): void {
  const client = database.client as Lender;
  const acquire = client.acquireConnection.bind(client);
  client.acquireConnection = async () => {
    // After the pool is destroyed there is no queue, and knex throws its own error.
    if (!client.pool || client.pool.numPendingAcquires() < most) return acquire();
    throw Object.assign(new Error("Too many queries are waiting for the database"), {
      code: TOO_MANY,
    });
  };
}

/** The part of knex's client that acquires connections. */
interface Lender {
  acquireConnection(): Promise<unknown>;
  pool?: { numPendingAcquires(): number };
}

/** The settings of a separate connection to the same database; see `DedicatedConnection`. */
export function settingsBeside(database: Database): { connectionString: string; options: string } {
  const { connection } = (database.client as { config: Settings }).config;
  return { connectionString: connection.connectionString, options: BY_INDEX };
}

/**
 * A second pool to the same database, for work that must not wait for the first pool's connections.
 */
export function openBeside(database: Database, options: PoolOptions): Database {
  const { connection, acquireConnectionTimeout: wait } = (database.client as { config: Settings })
    .config;
  const feed = !connection.options.includes(NO_FEED);
  return openDatabase(connection.connectionString, { wait, feed, ...options });
}

interface Settings {
  connection: { connectionString: string; options: string };
  acquireConnectionTimeout: number;
}
