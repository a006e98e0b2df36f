import type { QueryResult } from "pg";
import type { Database, Transaction } from "./pool.js";

/**
 * A prepared statement: `name` must always stand for the same `text`, and each connection plans it
 * once. Without a name each call is planned. A cached plan must not depend on table sizes, because
 * tables grow (see `commitStatement` in the log).
 */
export interface Prepared {
  name?: string;
  /** SQL with `$1`, `$2` …: pg's own placeholders. */
  text: string;
}

interface Connection {
  query(query: Prepared & { values: unknown[] }): Promise<QueryResult<never>>;
}

/**
 * The documented driver interface of knex's client: acquires and releases connections, and emits
 * query events.
 */
interface ConnectionPool {
  acquireConnection(): Promise<Connection>;
  releaseConnection(connection: Connection): Promise<void>;
  emit(event: "query" | "query-response", ...query: unknown[]): void;
}

/**
 * Runs a prepared statement on a pool connection, or on the transaction's. Use it only on hot
 * paths, where planning a large statement takes longer than running it.
 * @throws the driver's error.
 */
export async function runPrepared<Row>(
  source: Database | Transaction,
  statement: Prepared,
  values: unknown[],
): Promise<Row[]> {
  const pool = source.client as ConnectionPool;
  const connection = await pool.acquireConnection();
  const query = { sql: statement.text, bindings: values, name: statement.name };
  try {
    pool.emit("query", query);
    const { rows } = await connection.query({ ...statement, values });
    pool.emit("query-response", rows, query);
    return rows;
  } finally {
    await pool.releaseConnection(connection);
  }
}
