import type { Transaction } from "./pool.js";

/**
 * Makes PostgreSQL read by index and in its order, until the transaction ends. On a fresh database
 * it knows nothing of how many rows there are, takes them for a few, and would read and sort all of
 * them for each page.
 */
export async function onlyByIndex(trx: Transaction): Promise<void> {
  await trx.raw(`select set_config('enable_seqscan', 'off', true),
    set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`);
}
