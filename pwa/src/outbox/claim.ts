import { limits } from "@rally/shared/limits";
import type { OutboxRow, RallyDatabase } from "../database/index.js";
import { Precedence } from "./precedence.js";
import { timeLeft } from "./backoff.js";

/** UTF-16 code units of input in one request; at three bytes each they fit into the body limit. */
const REQUEST_TEXT = 1_000_000;

/** A row that is being sent, and whether it was attempted before. */
export interface ClaimedCommand {
  row: OutboxRow;
  attemptedBefore: boolean;
}

/** The rows to leave out, and the maximum number of rows. */
export interface ClaimOptions {
  size?: number;
  /** Ids of rows that failed in this flush. */
  failed?: ReadonlySet<string>;
  /** Whether rows are included before their wait has ended, unless the server failed on them. */
  hurry?: boolean;
}

/**
 * Marks the oldest pending commands as being sent and returns those for one request, oldest first.
 * A command that failed waits alone, with those that depend on it or have its subject; the others
 * are sent.
 */
export function claimCommands(
  database: RallyDatabase,
  { size = limits.batchCommands, failed = new Set(), hurry = false }: ClaimOptions = {},
): Promise<ClaimedCommand[]> {
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
    const claimed: ClaimedCommand[] = [];
    let text = 0;
    for (const row of pending) {
      text += JSON.stringify(row.input).length;
      if (claimed.length > 0 && text > REQUEST_TEXT) break;
      claimed.push({
        row: { ...row, state: "sending", attempted: true },
        attemptedBefore: row.attempted,
      });
    }
    await database.outbox.bulkPut(claimed.map(({ row }) => row));
    return claimed;
  });
}

/**
 * Milliseconds until the next pending command is due; undefined when there is none. A command that
 * waits for an earlier one is not due before it.
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
 * Returns claimed commands to the outbox, to be sent again.
 * @param ran whether the server may have run it; if not, its commands can still be edited in place.
 */
export async function returnClaimed(
  database: RallyDatabase,
  claimed: readonly ClaimedCommand[],
  ran: boolean,
): Promise<void> {
  await database.transaction("rw", database.outbox, async () => {
    for (const { row, attemptedBefore } of claimed) {
      await database.outbox
        .where("id")
        .equals(row.id)
        .and((stored) => stored.state === "sending")
        .modify({ state: "pending", attempted: ran || attemptedBefore });
    }
  });
}

/** Returns what a closed tab was sending to the outbox; the commands may have arrived. */
export async function returnAbandoned(database: RallyDatabase): Promise<void> {
  await database.outbox.where("state").equals("sending").modify({ state: "pending" });
}
