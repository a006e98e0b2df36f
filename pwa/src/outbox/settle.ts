import type { CommandAnswer } from "@rally/shared/commands";
import { setMarker } from "@rally/shared/conversations";
import type { ErrorBody } from "@rally/shared/errors";
import { conversationTables, type OutboxRow, type RallyDatabase } from "../database/index.js";
import { Precedence } from "./precedence.js";
import { waitAfter } from "./backoff.js";

/** Applies the answers to commands to the database; each domain has one. */
export interface ResultHandler {
  /** Folds a result, within the transaction that marks the row as sent. */
  succeeded(database: RallyDatabase, row: OutboxRow, data: unknown): Promise<void>;
  /** @returns whether the refusal was handled and the row deleted, so that it is not shown. */
  refused(database: RallyDatabase, row: OutboxRow): Promise<boolean>;
}

/** Codes of errors that the server's current state causes, not the command: trying again may help. */
const temporaryErrors = new Set(["internal", "unavailable", "rate_limited", "slow_mode"]);
/**
 * After this many `internal` errors a command is shown as refused. There is no limit while the
 * server is `unavailable`.
 */
const MAX_FAILURES = 8;

/**
 * Stores the answers to a request and folds the results in one transaction. If it is interrupted
 * before, the commands are sent again.
 * @returns the ids of commands with a temporary failure, each of which waits on its own.
 */
export function settleAnswers(
  database: RallyDatabase,
  resultHandler: ResultHandler,
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
        await settleSuccess(database, resultHandler, row, answer.data);
      } else if (
        answer &&
        !isTemporary(answer.error, row) &&
        // Refused only because an earlier command has to be tried again.
        !precedence.holdsBack(row)
      ) {
        await settleRefusal(database, resultHandler, row, answer.error);
      } else {
        failed.push(row);
        precedence.addWaiting(row);
        await postpone(database, row, answer?.success === false ? answer.error : undefined);
      }
    }
    return failed.map(({ id }) => id);
  });
}

/** Delays a command, longer after each failure. */
export async function postpone(
  database: RallyDatabase,
  row: OutboxRow,
  error?: ErrorBody,
): Promise<void> {
  const tries = (row.retry?.tries ?? 0) + 1;
  await database.outbox.update(row.order, {
    state: "pending",
    failures: row.failures + (error?.code === "internal" ? 1 : 0),
    retry: {
      ...waitAfter(tries, error?.retryAfter),
      tries,
      ...(error?.code === "slow_mode" && { isSlowMode: true as const }),
    },
  });
}

/**
 * Counts a failure of a delayed command, once it is known that the command is the cause and not the
 * server. After too many failures the command is shown as refused.
 */
export function countFailure(
  database: RallyDatabase,
  resultHandler: ResultHandler,
  { order, id }: OutboxRow,
  error: ErrorBody,
): Promise<void> {
  return inOneTransaction(database, async () => {
    const current = order === undefined ? undefined : await database.outbox.get(order);
    if (current?.id !== id || current.state !== "pending") return;
    if (isTemporary(error, current)) {
      await database.outbox.update(order, { failures: current.failures + 1 });
    } else {
      await settleRefusal(database, resultHandler, current, error);
    }
  });
}

/** Keeps a refused command with its reason, to retry, edit or discard [S5]. */
export function settleRefusal(
  database: RallyDatabase,
  resultHandler: ResultHandler,
  row: OutboxRow,
  error: ErrorBody,
): Promise<void> {
  return inOneTransaction(database, async () => {
    const current = row.order === undefined ? undefined : await database.outbox.get(row.order);
    // This tab was frozen, and another tab has sent the command and stored its answer since.
    if (current?.state === "sent") return;
    if (await resultHandler.refused(database, row)) return;
    await database.outbox.put({ ...row, state: "refused", error });
  });
}

/** Marks the row as sent. It is kept for `KEEP_SENT`, see `adoptLineage`. */
async function settleSuccess(
  database: RallyDatabase,
  resultHandler: ResultHandler,
  row: OutboxRow,
  data: unknown,
): Promise<void> {
  const { error: _error, retry: _retry, ...kept } = row;
  await database.outbox.put({ ...kept, state: "sent", sentAt: Date.now() });
  if (row.name === setMarker.name) await dropOlderMarkers(database, row);
  await resultHandler.succeeded(database, row, data);
}

/** Of the markers sent to a conversation, only the last is kept for a restored server. */
async function dropOlderMarkers(database: RallyDatabase, newest: OutboxRow): Promise<void> {
  await database.outbox
    .where({ conversation: newest.conversation, state: "sent" })
    .and((row) => row.name === setMarker.name && row.id !== newest.id)
    .delete();
}

function isTemporary(error: ErrorBody, row: OutboxRow): boolean {
  return (
    temporaryErrors.has(error.code) && (error.code !== "internal" || row.failures < MAX_FAILURES)
  );
}

function inOneTransaction<T>(database: RallyDatabase, work: () => Promise<T>): Promise<T> {
  const { outbox, conversations } = database;
  const { friends, blocks, ignores, profiles, people, hiddenMessages } = database;
  const { notifications, meta } = database;
  return database.transaction(
    "rw",
    [
      ...[outbox, conversations, ...conversationTables(database)],
      ...[friends, blocks, ignores, profiles, people, hiddenMessages, notifications, meta],
    ],
    work,
  );
}
