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
import { exclusive } from "../lock/index.js";
import { nextDue, recoverUnderWay, returnBatch, takeBatch, type Departure } from "./batch.js";
import {
  countFailure,
  postpone,
  settleBatch,
  settleRefusal,
  type AnswerFolding,
} from "./settle.js";
import { AFTER_DEVICE_ERROR, timeLeft, waitAfter } from "./waits.js";

/**
 * - `empty`: everything has been answered.
 * - `later`: something failed, or the server asks for time; try again after `wait` milliseconds.
 * - `signed-out`: the session is over; the commands stay.
 */
export type FlushOutcome =
  { outcome: "empty" } | { outcome: "later"; wait: number } | { outcome: "signed-out" };

/** Longer than a batch may take: then the tab that is sending is frozen, and this one takes over. */
const PATIENCE = 45_000;
/** So often the server's history is asked for in one flush; then somebody else has to look. */
const LINEAGE_CHECKS = 3;

/**
 * Sends what is pending, in order, one tab (or the service worker) at a time. Safe to be cut off
 * anywhere: what was not marked as answered is sent again under the same id [S2] [S8].
 * @param hurry whether to try before the time that the last failure set, for instance because
 * the connection just came back.
 */
export function flush(
  database: RallyDatabase,
  call: Call,
  folding: AnswerFolding,
  { hurry = false }: { hurry?: boolean } = {},
): Promise<FlushOutcome> {
  return exclusive(
    `rally.outbox.${database.userId}`,
    async () => {
      try {
        return await drain({ database, call, folding }, hurry);
      } catch (error) {
        // The rows are pending again: without a wait they would be sent again at once, and fail again.
        await backOff(database, AFTER_DEVICE_ERROR).catch(reportUnlessClosed);
        throw error;
      }
    },
    PATIENCE,
  );
}

interface Sending {
  database: RallyDatabase;
  call: Call;
  folding: AnswerFolding;
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
  // What the server failed on alone, until something shows whether it fails on everything.
  let suspect: Failure | undefined;
  const countSuspect = async (): Promise<void> => {
    if (suspect) await countFailure(database, folding, suspect.row, suspect.error);
    suspect = undefined;
  };
  for (;;) {
    const batch = await takeBatch(database, { size, failed, hurry });
    if (batch.length === 0) {
      if (!suspect) break;
      // Refused, it holds nothing back any more.
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
        // On the next one too: then it is not for the commands.
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
        // What was sent to the history before goes again, and before what was written since.
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
 * Asks before anything is sent: the browser that says there is no network may be wrong, and what was
 * tried with none could no longer be edited in place, for it might have arrived.
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

/** A command that the server failed on alone. */
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
  batch: readonly Departure[],
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
    // The batch as a whole is refused: find the one it is for, so that it does not hold up the rest.
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

/** Shared by all tabs. @returns the milliseconds to wait. */
async function backOff(database: RallyDatabase, retryAfter?: number): Promise<number> {
  const failures = ((await database.getMeta("backoff"))?.failures ?? 0) + 1;
  const backoff = waitAfter(failures, retryAfter);
  await database.setMeta("backoff", { ...backoff, failures });
  return backoff.wait;
}
