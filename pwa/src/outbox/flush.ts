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
import { nextDue, recoverUnderWay, returnBatch, takeBatch, type ClaimedCommand } from "./batch.js";
import {
  countFailure,
  postpone,
  settleBatch,
  settleRefusal,
  type ResultHandler,
} from "./settle.js";
import { AFTER_DEVICE_ERROR, timeLeft, waitAfter } from "./waits.js";

/**
 * - `empty`: every command has an answer.
 * - `later`: an attempt failed, or the server asked to wait; try again after `wait` milliseconds.
 * - `signed-out`: the session has ended; the commands are kept.
 */
export type FlushOutcome =
  { outcome: "empty" } | { outcome: "later"; wait: number } | { outcome: "signed-out" };

/** Milliseconds, longer than any batch: the sending tab is frozen, and another takes over. */
const TIMEOUT_MS = 45_000;
/** How often one flush accepts another lineage before it gives up. */
const LINEAGE_CHECKS = 3;

/**
 * Sends the pending commands in order, in one tab (or the service worker) at a time. It can be
 * interrupted anywhere: commands without an answer are sent again under the same id [S2] [S8].
 * @param hurry whether to ignore the wait after the last failure, for instance because the
 * connection was just restored.
 */
export function flush(
  database: RallyDatabase,
  call: Call,
  folding: ResultHandler,
  { hurry = false }: { hurry?: boolean } = {},
): Promise<FlushOutcome> {
  return exclusive(
    `rally.outbox.${database.userId}`,
    async () => {
      try {
        return await drain({ database, call, folding }, hurry);
      } catch (error) {
        // The rows are pending again: without a wait they would be sent and fail at once.
        await backOff(database, AFTER_DEVICE_ERROR).catch(reportUnlessClosed);
        throw error;
      }
    },
    TIMEOUT_MS,
  );
}

interface Sending {
  database: RallyDatabase;
  call: Call;
  folding: ResultHandler;
}

async function drain(sending: Sending, hurry: boolean): Promise<FlushOutcome> {
  const { database, folding } = sending;
  const left = hurry ? 0 : timeLeft(await database.getMeta("backoff"));
  if (left > 0) return { outcome: "later", wait: left };
  await recoverUnderWay(database);
  if (globalThis.navigator?.onLine === false && !(await canReach(sending))) {
    return { outcome: "later", wait: await backOff(database) };
  }
  const failed = new Set<string>();
  let size: number = limits.batchCommands;
  let lineageChecks = 0;
  // A command that failed alone, until it is known whether the server fails on all commands.
  let suspect: Failure | undefined;
  const countSuspect = async (): Promise<void> => {
    if (suspect) await countFailure(database, folding, suspect.row, suspect.error);
    suspect = undefined;
  };
  for (;;) {
    const batch = await takeBatch(database, { size, failed, hurry });
    if (batch.length === 0) {
      if (!suspect) break;
      // A refused command blocks no other.
      await countSuspect();
      continue;
    }
    const sent = await send(sending, batch);
    switch (sent.became) {
      case "answered":
        for (const id of sent.failed) failed.add(id);
        size = limits.batchCommands;
        await countSuspect();
        break;
      case "failed":
        // The next command failed too: the server is at fault, not the commands.
        if (suspect) return { outcome: "later", wait: await backOff(database) };
        suspect = sent;
        failed.add(sent.row.id);
        size = limits.batchCommands;
        break;
      case "split":
        size = Math.ceil(batch.length / 2);
        break;
      case "signed-out":
        return { outcome: "signed-out" };
      case "later":
        return { outcome: "later", wait: await backOff(database, sent.retryAfter) };
      case "lineage-changed":
        lineageChecks += 1;
        if (lineageChecks > LINEAGE_CHECKS) {
          return { outcome: "later", wait: await backOff(database) };
        }
        // Commands sent under the former lineage are sent again, before newer ones.
        try {
          await adoptLineage(database, (await sending.call(me)).meta.lineage);
        } catch (error) {
          if (error instanceof RallyError && error.status === 401) return { outcome: "signed-out" };
          if (!(error instanceof RallyError || error instanceof NetworkError)) throw error;
          const retryAfter = error instanceof RallyError ? error.retryAfter : undefined;
          return { outcome: "later", wait: await backOff(database, retryAfter) };
        }
    }
  }
  await database.meta.delete("backoff");
  const wait = await nextDue(database);
  return wait === undefined ? { outcome: "empty" } : { outcome: "later", wait };
}

/**
 * Checks the connection before sending: `navigator.onLine` may be wrong, and a command that was
 * attempted can no longer be edited in place, because it might have arrived.
 */
async function canReach({ database, call }: Sending): Promise<boolean> {
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

/** A command on which the server failed when it was sent alone. */
interface Failure {
  row: OutboxRow;
  error: ErrorBody;
}

type Sent =
  | { became: "answered"; failed: readonly string[] }
  | ({ became: "failed" } & Failure)
  | { became: "split" | "signed-out" | "lineage-changed" }
  | { became: "later"; retryAfter?: number | undefined };

async function send(
  { database, call, folding }: Sending,
  batch: readonly ClaimedCommand[],
): Promise<Sent> {
  const rows = batch.map((departure) => departure.row);
  try {
    const commands = rows.map(({ id, name, input }) => ({ id, name, input }));
    const lineage = await database.getMeta("lineage");
    const body = { commands, ...(lineage !== undefined && { lineage }) };
    const { data } = await call(runCommands, { body });
    const failed = await storing(() => settleBatch(database, folding, rows, data));
    return { became: "answered", failed };
  } catch (error) {
    const refusal = error instanceof RallyError ? error : undefined;
    await returnBatch(database, batch, refusal === undefined || refusal.status >= 500);
    if (error instanceof NetworkError) return { became: "later" };
    if (!refusal) throw error;
    if (refusal.status === 401) return { became: "signed-out" };
    if (refusal.code === "lineage_changed") return { became: "lineage-changed" };
    if ([408, 429].includes(refusal.status) || refusal.status > 500) {
      return { became: "later", retryAfter: refusal.retryAfter };
    }
    // The batch was refused as a whole: sends the commands one by one to find the cause.
    const [only, ...others] = rows;
    if (!only || others.length > 0) return { became: "split" };
    if (refusal.status === 500) {
      await postpone(database, only);
      return { became: "failed", row: only, error: refusal.toBody() };
    }
    await settleRefusal(database, folding, only, refusal.toBody());
    return { became: "answered", failed: [] };
  }
}

/** Stores the wait for all tabs. @returns the milliseconds to wait. */
async function backOff(database: RallyDatabase, retryAfter?: number): Promise<number> {
  const failures = ((await database.getMeta("backoff"))?.failures ?? 0) + 1;
  const backoff = waitAfter(failures, retryAfter);
  await database.setMeta("backoff", { ...backoff, failures });
  return backoff.wait;
}
