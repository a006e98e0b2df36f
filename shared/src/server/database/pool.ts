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
  /** Milliseconds that a statement may take; default: `limits.statementTime`. */
  statementTime?: number;
  /** Queries that may wait for a connection; default: `limits.databaseWaiting`. */
  waiting?: number;
  /**
   * Plans that never read a whole table, made once for whatever values. A prepared statement's plan
   * is kept, and one that was made when a table was small would go on reading all of it when it has
   * grown. Left to choose, PostgreSQL would plan again each time for one row in place of the ten
   * that it takes an array for, which costs as much as the commit.
   */
  alwaysByIndex?: boolean;
  /** Whether other processes read the change feed, so that it is written; default: true. */
  feed?: boolean;
}

/** Disabled plans are charged so much that PostgreSQL would compile each of them first. */
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

/** PostgreSQL's own code for more than it takes: `isPassing` says that trying again helps. */
const TOO_MANY = "53300";

/** Refuses a query when `most` wait for a connection already. */
function boundWaiting(database: Database, most: number): void {
  const client = database.client as Lender;
  const acquire = client.acquireConnection.bind(client);
  client.acquireConnection = async () => {
    // Once the pool has ended there is none, and knex says so.
    if (!client.pool || client.pool.numPendingAcquires() < most) return acquire();
    throw Object.assign(new Error("Too many queries wait for the database"), { code: TOO_MANY });
  };
}

/** Of knex's client, what lends connections. */
interface Lender {
  acquireConnection(): Promise<unknown>;
  pool?: { numPendingAcquires(): number };
}

/** The settings of a connection of its own to the same database; see `DedicatedConnection`. */
export function settingsBeside(database: Database): { connectionString: string; options: string } {
  const { connection } = (database.client as { config: Settings }).config;
  return { connectionString: connection.connectionString, options: BY_INDEX };
}

/** Another pool to the same database, for work that must not wait for other work's connections. */
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
