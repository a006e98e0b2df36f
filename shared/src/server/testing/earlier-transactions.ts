import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../database/index.js";
import { timeoutFactor } from "./timeout-factor.js";

/**
 * Waits until every transaction that has started so far has ended. Tests share one PostgreSQL, and
 * a snapshot's lowest transaction id counts the transactions of all its databases: what reads or
 * deletes rows "before the oldest open transaction" otherwise depends on other tests.
 * @throws Error after 30 s.
 */
export async function earlierTransactionsEnd(database: Pick<Database, "raw">): Promise<void> {
  const { rows } = await database.raw<{ rows: { xid: string }[] }>(
    "select pg_current_xact_id()::text as xid",
  );
  const deadline = Date.now() + 30_000 * timeoutFactor;
  for (;;) {
    const { rows: now } = await database.raw<{ rows: { haveEnded: boolean }[] }>(
      `select pg_snapshot_xmin(pg_current_snapshot()) > ?::xid8 as "haveEnded"`,
      [rows[0]?.xid ?? "0"],
    );
    if (now[0]?.haveEnded) return;
    if (Date.now() > deadline) throw new Error("A transaction of another test is still open");
    await sleep(20);
  }
}
