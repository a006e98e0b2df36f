import { onlyByIndex, takeWork, type Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";

/** Milliseconds for which rows are kept at least, and between two deletions by any process. */
const KEPT_MS = 10 * 60_000;
/**
 * Milliseconds between a process's checks whether a deletion is due. A check reads one row by key.
 */
const ASK_MS = 60_000;
const WORK = "feed-trim";
/** Rows that one statement deletes. It locks them and writes them to the WAL. */
const BATCH = 1_000;

/** Tables whose rows carry their transaction's id. */
const tables = ["lost_rights", "change_feed"] as const;

/** Deletes the next rows of transactions that had all ended at the snapshot. */
export const trimStatement = (table: (typeof tables)[number]): string =>
  `delete from ${table} where ctid = any(array(
    select ctid from ${table} where xid < pg_snapshot_xmin(?::pg_snapshot)
    order by xid limit ${BATCH} for update skip locked))`;

/** Deletes old rows until the process stops. */
export function startTrim({ database, logger }: { database: Database; logger: Logger }): {
  /** Resolves after the current deletion has ended. */
  stop(): Promise<void>;
} {
  let isStopping = false;
  let trimming: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    trimming = trimming
      .then(() => trimFeed(database, KEPT_MS, () => isStopping))
      .catch((error: unknown) => {
        logger.warn({ err: error }, "failed to delete old rows of the change feed");
      });
  }, ASK_MS);
  return {
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await trimming;
    },
  };
}

/**
 * Deletes rows that every server has read or treats as a gap. One process at a time, every ten
 * minutes, deletes the rows from before the previous deletion's snapshot. If it dies, the next one
 * deletes the rest.
 * @param milliseconds between two deletions.
 * @param isStopping is called before each statement that deletes.
 * @returns the number of rows deleted. Undefined when no deletion is due.
 */
export async function trimFeed(
  database: Database,
  milliseconds: number,
  isStopping: () => boolean = () => false,
): Promise<number | undefined> {
  if (isStopping()) return undefined;
  const work = await takeWork(database, WORK, milliseconds);
  if (!work) return undefined;
  const { snapshot } = work;
  const { rows } = await database.raw<{ rows: { snapshot: string; at: Date; isLater: boolean }[] }>(
    `select pg_current_snapshot()::text as snapshot, now() as at,
      coalesce(pg_snapshot_xmin(:snapshot::pg_snapshot) > pg_snapshot_xmin(pg_current_snapshot()),
        false) as "isLater"`,
    { snapshot },
  );
  const [now] = rows;
  if (!now) throw new Error("The database returned no snapshot");
  let deleted = 0;
  // A snapshot ahead of the current one is from another server, whose backup was restored here.
  if (snapshot !== null && !now.isLater) {
    for (const table of tables) deleted += await trimTable(database, table, snapshot, isStopping);
  }
  // The same snapshot finds the rest.
  if (isStopping()) return deleted;
  await database("periodic_work")
    .where("name", WORK)
    .update({ snapshot: now.snapshot, taken_at: now.at });
  return deleted;
}

async function trimTable(
  database: Database,
  table: (typeof tables)[number],
  snapshot: string,
  isStopping: () => boolean,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    if (isStopping()) return deleted;
    const { rowCount } = await database.transaction(async (trx) => {
      await onlyByIndex(trx);
      return trx.raw<{ rowCount: number }>(trimStatement(table), [snapshot]);
    });
    deleted += rowCount;
    if (rowCount < BATCH) return deleted;
  }
}
