import type { CommandAnswer } from "@rally/shared/commands";
import { setMarker } from "@rally/shared/conversations";
import type { ErrorBody } from "@rally/shared/errors";
import type { OutboxRow, RallyDatabase } from "../database/index.js";
import { Precedence } from "./precedence.js";
import { waitAfter } from "./waits.js";

/** What the answers to commands mean for what the device holds; their domain knows. */
export interface AnswerFolding {
  /** Folds what the server answered; called within the transaction that marks the row as sent. */
  succeeded(database: RallyDatabase, row: OutboxRow, data: unknown): Promise<void>;
  /** @returns whether the refusal is dealt with, and the row gone: nobody needs to see it. */
  refused(database: RallyDatabase, row: OutboxRow): Promise<boolean>;
}

/** Refusals that say more about the server's moment than about the command. */
const passing = new Set(["internal", "unavailable", "rate_limited"]);
/**
 * After so many errors of the server's own, a command is shown instead of tried for ever. A server
 * that is only away (`unavailable`) is waited for, however long.
 */
const MOST_FAILURES = 8;

/**
 * Writes down what became of a batch and folds what the answers say, in one transaction: cut off
 * before it, the batch is sent again; after it, everything is known.
 * @returns the ids of those that met a passing failure, and wait each for itself.
 */
export function settleBatch(
  database: RallyDatabase,
  folding: AnswerFolding,
  rows: readonly OutboxRow[],
  answers: readonly CommandAnswer[],
): Promise<string[]> {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return inOneTransaction(database, async () => {
    const failed: OutboxRow[] = [];
    const precedence = new Precedence();
    for (const row of rows) {
      const answer = byId.get(row.id);
      if (answer?.success) {
        await settleSuccess(database, folding, row, answer.data);
      } else if (
        answer &&
        !passes(answer.error, row) &&
        // Refused only because a command before it has to be tried again.
        !precedence.holdsBack(row)
      ) {
        await settleRefusal(database, folding, row, answer.error);
      } else {
        failed.push(row);
        precedence.addWaiting(row);
        await postpone(database, row, answer?.success === false ? answer.error : undefined);
      }
    }
    return failed.map(({ id }) => id);
  });
}

/** Has a command wait, alone and longer each time. */
export async function postpone(
  database: RallyDatabase,
  row: OutboxRow,
  error?: ErrorBody,
): Promise<void> {
  const tries = (row.retry?.tries ?? 0) + 1;
  await database.outbox.update(row.order, {
    state: "pending",
    failures: row.failures + (error?.code === "internal" ? 1 : 0),
    retry: { ...waitAfter(tries), tries },
  });
}

/**
 * Counts the failure of a command that waits, once it is known to be the command's own and not the
 * server's. After too many it is shown.
 */
export function countFailure(
  database: RallyDatabase,
  folding: AnswerFolding,
  { order, id }: OutboxRow,
  error: ErrorBody,
): Promise<void> {
  return inOneTransaction(database, async () => {
    const held = order === undefined ? undefined : await database.outbox.get(order);
    if (held?.id !== id || held.state !== "pending") return;
    if (passes(error, held)) {
      await database.outbox.update(order, { failures: held.failures + 1 });
    } else {
      await settleRefusal(database, folding, held, error);
    }
  });
}

/** Keeps a refused command visible with its reason, to retry, edit or discard [S5]. */
export function settleRefusal(
  database: RallyDatabase,
  folding: AnswerFolding,
  row: OutboxRow,
  error: ErrorBody,
): Promise<void> {
  return inOneTransaction(database, async () => {
    const held = row.order === undefined ? undefined : await database.outbox.get(row.order);
    // Another tab that took over from a stalled one was told better.
    if (held?.state === "sent") return;
    if (await folding.refused(database, row)) return;
    await database.outbox.put({ ...row, state: "refused", error });
  });
}

async function settleSuccess(
  database: RallyDatabase,
  folding: AnswerFolding,
  row: OutboxRow,
  data: unknown,
): Promise<void> {
  const { error: _error, retry: _retry, ...kept } = row;
  await database.outbox.put({ ...kept, state: "sent", sentAt: Date.now() });
  if (row.name === setMarker.name) await dropOlderMarkers(database, row);
  await folding.succeeded(database, row, data);
}

/** Of all markers sent to a conversation only the last is worth offering again. */
async function dropOlderMarkers(database: RallyDatabase, newest: OutboxRow): Promise<void> {
  await database.outbox
    .where({ conversation: newest.conversation, state: "sent" })
    .and((row) => row.name === setMarker.name && row.id !== newest.id)
    .delete();
}

function passes(error: ErrorBody, row: OutboxRow): boolean {
  return passing.has(error.code) && (error.code !== "internal" || row.failures < MOST_FAILURES);
}

function inOneTransaction<T>(database: RallyDatabase, work: () => Promise<T>): Promise<T> {
  const { outbox, conversations, messages, markers } = database;
  const { friends, blocks, restraints, profiles, people } = database;
  return database.transaction(
    "rw",
    [outbox, conversations, messages, markers, friends, blocks, restraints, profiles, people],
    work,
  );
}
