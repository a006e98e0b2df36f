import type { QueryResult } from "pg";
import type { Database, Transaction } from "./pool.js";

/**
 * A statement that each connection plans once: `name` stands for exactly this `text`. Without a name
 * it is planned each time. A plan that is kept was made for tables as small as they once were, so
 * that it must not depend on their size (see `commitStatement` in the sync server's log).
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
 * Of knex's client, what its documentation names for drivers: it lends and takes back connections,
 * and tells of queries whoever listens.
 */
interface Lender {
  acquireConnection(): Promise<Connection>;
  releaseConnection(connection: Connection): Promise<void>;
  emit(event: "query" | "query-response", ...told: unknown[]): void;
}

/**
 * Runs a prepared statement on a connection of the pool, or on the transaction's own. On hot paths
 * alone: planning a large statement takes longer than running it.
 * @throws the driver's error.
 */
export async function runPrepared<Row>(
  source: Database | Transaction,
  statement: Prepared,
  values: unknown[],
): Promise<Row[]> {
  const lender = source.client as Lender;
  const connection = await lender.acquireConnection();
  const told = { sql: statement.text, bindings: values, name: statement.name };
  try {
    lender.emit("query", told);
    const { rows } = await connection.query({ ...statement, values });
    lender.emit("query-response", rows, told);
    return rows;
  } finally {
    await lender.releaseConnection(connection);
  }
}
