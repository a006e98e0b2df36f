import type { Database, Transaction } from "../database/index.js";
import type { Source } from "./conversation-state.js";

/** Runs `work` in a transaction, which `work` may commit itself. */
export async function inTransaction<T>(
  database: Database,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  const trx = await database.transaction();
  try {
    const result = await work(trx);
    if (!trx.isCompleted()) await commitOrThrow(trx);
    return result;
  } catch (error) {
    // The first error is the one that counts.
    if (!trx.isCompleted()) await trx.rollback().catch(() => undefined);
    throw error;
  }
}

/** Knex's `commit()` also resolves when COMMIT failed; the transaction's own promise rejects. */
export async function commitOrThrow(trx: Transaction): Promise<void> {
  await trx.commit();
  await trx.executionPromise;
}

export const isTransaction = (source: Source): source is Transaction =>
  source.isTransaction === true;
