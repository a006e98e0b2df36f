import { openBeside, type Database, type Transaction } from "@rally/shared/server/database";
import { eventually } from "../eventually.js";

/**
 * Runs `read` while its queries of `table` are blocked, lets `meanwhile` commit when all its other
 * queries are answered, and then unblocks them. This commits a change between two reads of a
 * request, deterministically.
 * @param answered the number of statements of `read` that read the table before it is locked
 * @returns the result of `read`.
 * @throws when `read` returns without waiting for the table.
 */
export async function readHeldAt<T>(
  database: Database,
  table: string,
  read: (database: Database) => Promise<T>,
  meanwhile: (trx: Transaction) => Promise<unknown>,
  { answered = 0 } = {},
): Promise<T> {
  // One connection per query, so that no other query waits behind a blocked one.
  const reader = openBeside(database, { connections: 20 });
  nameConnections(reader);
  let pending = 0;
  reader.on("query", () => (pending += 1));
  reader.on("query-response", () => (pending -= 1));
  const trx = await database.transaction();
  const lock = () => trx.raw("lock table ?? in access exclusive mode", [table]);
  try {
    if (answered === 0) await lock();
    const connecting = beforeConnection(reader, answered, lock);
    const answer = read(reader);
    const held = () =>
      eventually(async () => {
        const waiting = await queriesWaitingFor(database, table);
        if (waiting === 0 || waiting !== pending || connecting() > 0) {
          throw new Error(`${waiting} queries wait for ${table}, ${pending} are running`);
        }
      });
    const unheld = answer.then(() => {
      throw new Error(`The read returned without waiting for ${table}`);
    });
    await Promise.race([unheld, held()]);
    await meanwhile(trx);
    await trx.commit();
    return await answer;
  } finally {
    if (!trx.isCompleted()) await trx.rollback();
    await reader.destroy();
  }
}

/** Distinguishes the reader's connections from the server's, which may wait for the table too. */
const READER = "held read";

function nameConnections(pool: Database): void {
  const client = pool.client as { connectionSettings: { application_name?: string } };
  client.connectionSettings.application_name = READER;
}

/**
 * Runs `work` before a query of the pool gets a connection, after the first `first` queries.
 * @returns the number of queries that wait for one.
 */
function beforeConnection(
  pool: Database,
  first: number,
  work: () => PromiseLike<unknown>,
): () => number {
  const client = pool.client as { acquireConnection(): Promise<unknown> };
  const acquire = client.acquireConnection.bind(client);
  let asked = 0;
  let waiting = 0;
  let done: Promise<unknown> | undefined = first === 0 ? Promise.resolve() : undefined;
  client.acquireConnection = async () => {
    asked += 1;
    waiting += 1;
    try {
      if (asked > first) await (done ??= Promise.resolve(work()));
      return await acquire();
    } finally {
      waiting -= 1;
    }
  };
  return () => waiting;
}

/** The number of the reader's queries that wait for a lock of the table. */
async function queriesWaitingFor(database: Database, table: string): Promise<number> {
  const { rows } = await database.raw<{ rows: object[] }>(
    `select from pg_locks l join pg_stat_activity a using (pid)
      where l.relation = ?::regclass and not l.granted and a.application_name = ?
        and l.database = (select oid from pg_database where datname = current_database())`,
    [table, READER],
  );
  return rows.length;
}
