import { limits } from "@rally/shared/limits";
import type { OutboxRow, RallyDatabase } from "../database/index.js";
import { Precedence } from "./precedence.js";
import { timeLeft } from "./waits.js";

/** UTF-16 units of input in one batch: three bytes each stay within the server's body limit. */
const BATCH_TEXT = 1_000_000;

/** A row on its way, with whether it had been on its way before. */
export interface Departure {
  row: OutboxRow;
  attemptedBefore: boolean;
}

/** Which rows are left out of a batch, and how many there may be in it. */
export interface BatchOptions {
  size?: number;
  /** Ids of rows that failed in this flush. */
  failed?: ReadonlySet<string>;
  /** Whether rows are taken whose wait is not over, unless the server itself failed on them. */
  hurry?: boolean;
}

/**
 * Marks the oldest pending commands as on their way and gives them, in the order of writing. One
 * that failed waits alone, with what needs it and what changes the same; the others go.
 */
export function takeBatch(
  database: RallyDatabase,
  { size = limits.batchCommands, failed = new Set(), hurry = false }: BatchOptions = {},
): Promise<Departure[]> {
  const isDue = (row: OutboxRow): boolean =>
    !failed.has(row.id) && ((hurry && row.failures === 0) || timeLeft(row.retry) === 0);
  return database.transaction("rw", database.outbox, async () => {
    const precedence = new Precedence();
    const pending = await database.outbox
      .where("state")
      .equals("pending")
      .filter((row) => {
        const goes = isDue(row) && !precedence.holdsBack(row);
        if (goes) precedence.addSending(row);
        else precedence.addWaiting(row);
        return goes;
      })
      .limit(size)
      .toArray();
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
 * Milliseconds until the next pending command is due; undefined when none is pending. One that an
 * earlier command holds back is not due before that one.
 */
export async function nextDue(database: RallyDatabase): Promise<number | undefined> {
  let next: number | undefined;
  const precedence = new Precedence();
  await database.outbox
    .where("state")
    .equals("pending")
    .each((row) => {
      if (!precedence.holdsBack(row)) next = Math.min(next ?? Infinity, timeLeft(row.retry));
      precedence.addWaiting(row);
    });
  return next;
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
