import { runCommands } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { storing, type RallyDatabase } from "../database/index.js";
import { NetworkError, type Call } from "../http/index.js";
import { exclusive } from "../lock/index.js";
import { recoverUnderWay, returnBatch, takeBatch, type Departure } from "./batch.js";
import { settleBatch, settleRefusal, type AnswerFolding } from "./settle.js";

/**
 * - `empty`: everything has been answered.
 * - `later`: the server was not reached or asks for patience; try again at `at`.
 * - `signed-out`: the session is over; the commands stay.
 */
export type FlushOutcome =
  { outcome: "empty" } | { outcome: "later"; at: number } | { outcome: "signed-out" };

/** Longer than a batch may take: then the tab that is sending is frozen, and this one takes over. */
const PATIENCE = 45_000;
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 60_000;

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
    () => drain({ database, call, folding }, hurry),
    PATIENCE,
  );
}

interface Sending {
  database: RallyDatabase;
  call: Call;
  folding: AnswerFolding;
}

async function drain(sending: Sending, hurry: boolean): Promise<FlushOutcome> {
  const { database } = sending;
  const backoff = await database.getMeta("backoff");
  if (backoff && !hurry && backoff.until > Date.now())
    return { outcome: "later", at: backoff.until };
  await recoverUnderWay(database);
  let size: number = limits.batchCommands;
  for (;;) {
    const batch = await takeBatch(database, size);
    if (batch.length === 0) break;
    const sent = await send(sending, batch);
    if (sent === "answered") size = limits.batchCommands;
    else if (sent === "split") size = Math.ceil(batch.length / 2);
    else if (sent === "signed-out") return { outcome: "signed-out" };
    else return { outcome: "later", at: await backOff(database) };
  }
  await database.meta.delete("backoff");
  return { outcome: "empty" };
}

async function send(
  { database, call, folding }: Sending,
  batch: readonly Departure[],
): Promise<"answered" | "later" | "split" | "signed-out"> {
  const rows = batch.map((departure) => departure.row);
  try {
    const commands = rows.map(({ id, name, input }) => ({ id, name, input }));
    const { data } = await call(runCommands, { body: { commands } });
    return await storing(() => settleBatch(database, folding, rows, data));
  } catch (error) {
    const refusal = error instanceof RallyError ? error : undefined;
    await returnBatch(database, batch, refusal === undefined || refusal.status >= 500);
    if (error instanceof NetworkError) return "later";
    if (!refusal) throw error;
    if (refusal.status === 401) return "signed-out";
    if (refusal.status >= 500 || [408, 429].includes(refusal.status)) return "later";
    // The batch as a whole is refused: find the one it is for, so that it does not hold up the rest.
    const [only, ...others] = rows;
    if (!only || others.length > 0) return "split";
    await settleRefusal(database, folding, only, refusal.toBody());
    return "answered";
  }
}

/** Exponential with full jitter, shared by all tabs. @returns when to try again. */
async function backOff(database: RallyDatabase): Promise<number> {
  const failures = ((await database.getMeta("backoff"))?.failures ?? 0) + 1;
  const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** failures);
  const until = Date.now() + Math.random() * ceiling;
  await database.setMeta("backoff", { until, failures });
  return until;
}
