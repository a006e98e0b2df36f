import { me } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { RallyError, type ErrorBody } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import {
  adoptLineage,
  reportUnlessClosed,
  storing,
  type OutboxRow,
  type RallyDatabase,
} from "../database/index.js";
import { NetworkError, type Call } from "../http/index.js";
import { exclusive } from "../storage/index.js";
import {
  claimCommands,
  nextDue,
  returnAbandoned,
  returnClaimed,
  type ClaimedCommand,
} from "./claim.js";
import {
  countFailure,
  postpone,
  settleAnswers,
  settleRefusal,
  type ResultHandler,
} from "./settle.js";
import { DEVICE_ERROR_WAIT, timeLeft, waitAfter } from "./backoff.js";

/**
 * - `empty`: every command has an answer.
 * - `later`: an attempt failed, or the server asked to wait; try again after `wait` milliseconds.
 * - `signed-out`: the session has ended; the commands are kept.
 */
export type FlushOutcome =
  { outcome: "empty" } | { outcome: "later"; wait: number } | { outcome: "signed-out" };

/**
 * Milliseconds, longer than any request. After this wait the next tab takes the lock: the tab that
 * holds it is frozen.
 */
const TIMEOUT_MS = 45_000;
/** How often one flush accepts another lineage before it gives up. */
const LINEAGE_CHECKS = 3;

/**
 * Sends the pending commands in order, in one tab (or the service worker) at a time, until none
 * waits. `startSender` calls it for each new command. It can be interrupted anywhere: commands
 * without an answer are sent again under the same id [S2] [S8].
 * @param hurry whether to ignore the wait after the last failure, for instance because the
 * connection was just restored.
 */
export function flush(
  database: RallyDatabase,
  call: Call,
  resultHandler: ResultHandler,
  { hurry = false }: { hurry?: boolean } = {},
): Promise<FlushOutcome> {
  return exclusive(
    `rally.outbox.${database.userId}`,
    async () => {
      try {
        return await sendPending({ database, call, resultHandler }, hurry);
      } catch (error) {
        // The rows are pending again: without a wait they would be sent and fail at once.
        await backOff(database, DEVICE_ERROR_WAIT).catch(reportUnlessClosed);
        throw error;
      }
    },
    TIMEOUT_MS,
  );
}

interface FlushContext {
  database: RallyDatabase;
  call: Call;
  resultHandler: ResultHandler;
}

async function sendPending(context: FlushContext, hurry: boolean): Promise<FlushOutcome> {
  const { database, resultHandler } = context;
  const wait = hurry ? 0 : timeLeft(await database.getMeta("backoff"));
  if (wait > 0) return { outcome: "later", wait };
  await returnAbandoned(database);
  if (globalThis.navigator?.onLine === false && !(await canReach(context))) {
    return { outcome: "later", wait: await backOff(database) };
  }
  const failed = new Set<string>();
  let size: number = limits.batchCommands;
  let lineageChecks = 0;
  // A command on which the server failed when it was sent alone. The next request shows whether the
  // command is the cause, or whether the server fails on every command.
  let suspect: Failure | undefined;
  const countSuspect = async (): Promise<void> => {
    if (suspect) await countFailure(database, resultHandler, suspect.row, suspect.error);
    suspect = undefined;
  };
  for (;;) {
    const claimed = await claimCommands(database, { size, failed, hurry });
    if (claimed.length === 0) {
      if (!suspect) break;
      // A refused command blocks no other.
      await countSuspect();
      continue;
    }
    const result = await postCommands(context, claimed);
    switch (result.outcome) {
      case "answered":
        for (const id of result.failed) failed.add(id);
        size = limits.batchCommands;
        await countSuspect();
        break;
      case "failed":
        // The next command failed too: the server is at fault, not the commands.
        if (suspect) return { outcome: "later", wait: await backOff(database) };
        suspect = result;
        failed.add(result.row.id);
        size = limits.batchCommands;
        break;
      case "split":
        size = Math.ceil(claimed.length / 2);
        break;
      case "signed-out":
        return { outcome: "signed-out" };
      case "later":
        return { outcome: "later", wait: await backOff(database, result.retryAfter) };
      case "lineage-changed":
        lineageChecks += 1;
        if (lineageChecks > LINEAGE_CHECKS) {
          return { outcome: "later", wait: await backOff(database) };
        }
        // Commands sent under the former lineage are sent again, before newer ones.
        try {
          await adoptLineage(database, (await context.call(me)).meta.lineage);
        } catch (error) {
          if (error instanceof RallyError && error.status === 401) return { outcome: "signed-out" };
          if (!(error instanceof RallyError || error instanceof NetworkError)) throw error;
          const retryAfter = error instanceof RallyError ? error.retryAfter : undefined;
          return { outcome: "later", wait: await backOff(database, retryAfter) };
        }
    }
  }
  await database.meta.delete("backoff");
  const due = await nextDue(database);
  return due === undefined ? { outcome: "empty" } : { outcome: "later", wait: due };
}

/**
 * Checks the connection before sending: `navigator.onLine` may be wrong, and a command that was
 * attempted can no longer be edited in place, because it might have arrived.
 */
async function canReach({ database, call }: FlushContext): Promise<boolean> {
  if ((await nextDue(database)) === undefined) return true;
  try {
    await call(me);
    return true;
  } catch (error) {
    if (error instanceof NetworkError) return false;
    if (error instanceof RallyError) return true;
    throw error;
  }
}

/** A command on which the server failed when the command was sent alone. */
interface Failure {
  row: OutboxRow;
  error: ErrorBody;
}

/**
 * - `answered`: each command has an answer, except the `failed` ones, which wait on their own.
 * - `failed`: the server failed on a command that was sent alone.
 * - `split`: the server refused the request as a whole, so smaller ones have to find the cause.
 */
type RequestOutcome =
  | { outcome: "answered"; failed: readonly string[] }
  | ({ outcome: "failed" } & Failure)
  | { outcome: "split" | "signed-out" | "lineage-changed" }
  | { outcome: "later"; retryAfter?: number | undefined };

/**
 * Posts the commands in one request, which `checkAndHandle` of the API receives, and stores the
 * answers with `settleAnswers`.
 */
async function postCommands(
  { database, call, resultHandler }: FlushContext,
  claimed: readonly ClaimedCommand[],
): Promise<RequestOutcome> {
  const rows = claimed.map(({ row }) => row);
  try {
    const commands = rows.map(({ id, name, input }) => ({ id, name, input }));
    const lineage = await database.getMeta("lineage");
    const body = { commands, ...(lineage !== undefined && { lineage }) };
    const { data } = await call(runCommands, { body });
    const failed = await storing(() => settleAnswers(database, resultHandler, rows, data));
    return { outcome: "answered", failed };
  } catch (error) {
    const refusal = error instanceof RallyError ? error : undefined;
    await returnClaimed(database, claimed, refusal === undefined || refusal.status >= 500);
    if (error instanceof NetworkError) return { outcome: "later" };
    if (!refusal) throw error;
    if (refusal.status === 401) return { outcome: "signed-out" };
    if (refusal.code === "lineage_changed") return { outcome: "lineage-changed" };
    if ([408, 429].includes(refusal.status) || refusal.status > 500) {
      return { outcome: "later", retryAfter: refusal.retryAfter };
    }
    // The request was refused as a whole: sends the commands one by one to find the cause.
    const [only, ...others] = rows;
    if (!only || others.length > 0) return { outcome: "split" };
    if (refusal.status === 500) {
      await postpone(database, only);
      return { outcome: "failed", row: only, error: refusal.toBody() };
    }
    await settleRefusal(database, resultHandler, only, refusal.toBody());
    return { outcome: "answered", failed: [] };
  }
}

/** Stores the wait for all tabs. @returns the milliseconds to wait. */
async function backOff(database: RallyDatabase, retryAfter?: number): Promise<number> {
  const failures = ((await database.getMeta("backoff"))?.failures ?? 0) + 1;
  const backoff = waitAfter(failures, retryAfter);
  await database.setMeta("backoff", { ...backoff, failures });
  return backoff.wait;
}
