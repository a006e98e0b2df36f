import type { Transaction } from "./pool.js";

/**
 * Makes PostgreSQL read by index, in index order, until the transaction ends. Without statistics
 * (on a fresh database) PostgreSQL assumes few rows and would read and sort all of them for each
 * page.
 */
export async function onlyByIndex(trx: Transaction): Promise<void> {
  await trx.raw(`select set_config('enable_seqscan', 'off', true),
    set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`);
}
