import { limits } from "@rally/shared/limits";
import type { OutboxRow, RallyDatabase } from "../database/index.js";

/** UTF-16 units of input in one batch: three bytes each stay within the server's body limit. */
const BATCH_TEXT = 1_000_000;

/** A row on its way, with whether it had been on its way before. */
export interface Departure {
  row: OutboxRow;
  attemptedBefore: boolean;
}

/** Marks the oldest pending commands as on their way and gives them, in the order of writing. */
export function takeBatch(
  database: RallyDatabase,
  size: number = limits.batchCommands,
): Promise<Departure[]> {
  return database.transaction("rw", database.outbox, async () => {
    const pending = await database.outbox.where("state").equals("pending").limit(size).toArray();
    const batch: Departure[] = [];
    let text = 0;
    for (const row of pending) {
      text += JSON.stringify(row.input).length;
      if (batch.length > 0 && text > BATCH_TEXT) break;
      batch.push({
        row: { ...row, state: "sending", attempted: true },
        attemptedBefore: row.attempted,
      });
    }
    await database.outbox.bulkPut(batch.map((departure) => departure.row));
    return batch;
  });
}

/**
 * Puts a batch back, to be sent again.
 * @param ran whether the server may have run it; if not, it can still be edited in place.
 */
export async function returnBatch(
  database: RallyDatabase,
  batch: readonly Departure[],
  ran: boolean,
): Promise<void> {
  await database.transaction("rw", database.outbox, async () => {
    for (const { row, attemptedBefore } of batch) {
      await database.outbox
        .where("id")
        .equals(row.id)
        .and((held) => held.state === "sending")
        .modify({ state: "pending", attempted: ran || attemptedBefore });
    }
  });
}

/** Takes back what a tab had under way when it died; its commands may have arrived. */
export async function recoverUnderWay(database: RallyDatabase): Promise<void> {
  await database.outbox.where("state").equals("sending").modify({ state: "pending" });
}
