import { RallyError } from "../../errors/index.js";
import type { Change } from "../../conversations/index.js";
import type { Bus } from "../bus/index.js";
import { databaseErrorCode, type Database, type Transaction } from "../database/index.js";
import type { BatchWrite, NumberedUpdate } from "./batch-write.js";
import { idConflict, recordedIn, recordResult } from "./changes/recorded-commands.js";
import {
  readMembersInto,
  readState,
  readSuccessorsInto,
  type ConversationState,
  type MarkerLimits,
  type Source,
} from "./conversation-state.js";
import { listedMembers, mayLoseOwner, readDeclared } from "./declared-reads.js";
import {
  runCommitStatement,
  type CommitMetrics,
  type Committed,
  type GroupCommit,
} from "./group-commit.js";
import { lookUp, type RecordedCommand } from "./idempotency.js";
import { LogBatch, type BatchReads, type TailBounds } from "./log-batch.js";
import type { LogCommand, Pending } from "./log-command.js";
import type { StateCache } from "./state-cache.js";
import { commitOrThrow, inTransaction, isTransaction } from "./transaction.js";

/**
 * The document that carries a conversation's changes to its readers in this process: sync-server's
 * `ConversationRoom`, which `sync-server/src/conversations/index.ts` connects to the log.
 */
export interface WritableRoom {
  /**
   * Loads the document as of `head`, in `lock`'s transaction if that holds the conversation's row.
   * @returns false when the room has moved on.
   */
  prepare(head: { epoch: number; updateNumber: number }, lock?: Transaction): Promise<boolean>;
  /**
   * Writes changes into the document, in memory; readers see nothing of it before
   * `publishOrDiscard`.
   * @returns its Yjs updates.
   */
  writeUncommitted(changesByUpdate: readonly (readonly Change[])[]): readonly NumberedUpdate[];
  /** After the commit: sends the changes to the readers, or drops them when the commit failed. */
  publishOrDiscard(committed: Committed | undefined): void;
}

export interface LogServices {
  /** The log's own connections, see `ConversationLog`. */
  logDatabase: Database;
  group: GroupCommit;
  states: StateCache;
  bus: Bus;
  metrics: CommitMetrics;
  limits: TailBounds & MarkerLimits;
  roomOf: (conversationId: string) => WritableRoom;
  /** The current time, in milliseconds since the epoch. */
  now: () => number;
}

export type Outcome = { value: unknown } | { refusal: RallyError };

/**
 * How an attempt reads the state that it decides on.
 * - `optimistic`: as the last commit left it, assuming that no command was sent before
 * - `revalidated`: state and idempotency read again
 * - `pessimistic`: read under the lock of the conversation's row
 *
 * The first two commit only if the row has not changed since it was read.
 */
type Mode = "optimistic" | "revalidated" | "pessimistic";

/** Attempts before the first pessimistic one: one optimistic, the others revalidated. */
const UNLOCKED_ATTEMPTS = 3;
/** PostgreSQL's code for a row that exists already. */
const UNIQUE_VIOLATION = "23505";

/**
 * The write path: turns a batch of commands for one conversation into committed changes.
 *
 * The callers are authenticated (`api/src/http/handle-route.ts`) and their input is checked
 * (`api/src/commands/dispatch.ts`). From there each attempt goes through the same steps in order:
 * read the state, look up idempotency, decide, write into the room's document, commit, broadcast.
 *
 * @returns the outcome of each command, or of the first ones when the tail has no room for all.
 * @throws the database's error, or a refusal that came with the commit; nothing is written then.
 */
export async function writeBatch(
  services: LogServices,
  conversationId: string,
  pending: readonly Pending[],
): Promise<Outcome[]> {
  for (let attempt = 0; ; attempt += 1) {
    const mode =
      attempt === 0 ? "optimistic" : attempt < UNLOCKED_ATTEMPTS ? "revalidated" : "pessimistic";
    try {
      const outcomes =
        mode === "pessimistic"
          ? await inTransaction(services.logDatabase, (trx) =>
              attemptWrite(services, conversationId, pending, { mode, source: trx }),
            )
          : await attemptWrite(services, conversationId, pending, {
              mode,
              source: services.logDatabase,
            });
      if (outcomes) return outcomes;
    } catch (error) {
      // Another conversation's commit used the same id at the same time: the next attempt sees it.
      if (databaseErrorCode(error) !== UNIQUE_VIOLATION || attempt > UNLOCKED_ATTEMPTS) throw error;
    }
  }
}

/**
 * Goes through the steps once.
 * @returns undefined when the attempt read too little, or the conversation changed meanwhile.
 */
async function attemptWrite(
  services: LogServices,
  conversationId: string,
  pending: readonly Pending[],
  { mode, source }: { mode: Mode; source: Source },
): Promise<Outcome[] | undefined> {
  const { states, limits } = services;

  // Read the state. Taken out of the cache, because deciding changes it in place (`LogBatch.add`):
  // only a successful attempt puts it back.
  const cached = mode === "optimistic" ? states.take(conversationId) : undefined;
  const state =
    cached ?? (await readState(source, conversationId, { lock: mode === "pessimistic" }));
  if (!state) return pending.map(() => ({ refusal: noSuchConversation() }));

  // Look up idempotency, and read what the decisions need. An optimistic attempt looks up no ids:
  // if one was used before, the commit statement leaves the conversation out, and the next attempt
  // looks it up.
  const reads = await lookUpAndRead(source, state, pending, { mode, limits });
  const batch = new LogBatch(state, reads, limits, services.now());

  // Decide. Handlers add changes to the batch, in memory. A refusal of the optimistic attempt does not
  // count: the next attempt decides on state that was read again.
  const outcomes = decideAll(batch, pending);
  if (mode === "optimistic" && outcomes.some((outcome) => "refusal" in outcome)) return undefined;
  if (batch.writes === 0 && batch.transactionWrites.length === 0) {
    states.put(state);
    return outcomes;
  }

  // Write the changes into the room's document, in memory. A batch without changes, such as unlogged
  // markers, has no update.
  const changesByUpdate = batch.changesByUpdate.filter((changes) => changes.length > 0);
  const trx = isTransaction(source) ? source : undefined;
  const room = changesByUpdate.length > 0 ? services.roomOf(conversationId) : undefined;
  const { epoch, updateNumber } = state;
  if (room && !(await room.prepare({ epoch, updateNumber }, trx))) return undefined;
  const updates = room?.writeUncommitted(changesByUpdate) ?? [];
  state.updateNumber = updates.at(-1)?.number ?? state.updateNumber;

  // Commit, then broadcast. Readers and other processes learn of it only once it is durable [S1].
  const publish: ((bus: Bus) => void)[] = [];
  let committed: Committed | undefined;
  try {
    committed = await commitBatch(services, batch.toWrite(updates), batch, { trx, publish });
  } finally {
    room?.publishOrDiscard(committed);
  }
  if (!committed) return undefined;
  publishMoved(services.bus, state, { changesByUpdate, updates, committed });
  for (const send of publish) send(services.bus);
  // A member who joined or left may be blocked by others: the next batch reads the state again.
  if (batch.transactionWrites.length === 0) states.put(state);
  return outcomes;
}

/**
 * Looks up the commands' ids, unless the attempt is optimistic, and reads what the commands
 * declare. Members that the state contains already are not read again.
 */
async function lookUpAndRead(
  source: Source,
  state: ConversationState,
  pending: readonly Pending[],
  { mode, limits }: { mode: Mode; limits: MarkerLimits },
): Promise<BatchReads> {
  const members = new Set<string>();
  const identities = mode === "optimistic" ? [] : pending.map(({ command }) => command.call);
  const rows = await readDeclared(source, pending, identities);
  for (const user of listedMembers(pending, rows)) {
    if (!state.members.has(user)) members.add(user);
  }
  for (const { command, reads } of pending) {
    for (const user of [command.call.userId, ...(reads.members ?? [])]) {
      if (!state.members.has(user)) members.add(user);
    }
  }
  if (members.size > 0) await readMembersInto(source, state, [...members], limits);
  return {
    successors: mayLoseOwner(state, pending) ? await readSuccessorsInto(source, state, limits) : [],
    rows,
    recorded:
      identities.length > 0
        ? await lookUp(source, identities, { keepsPlan: true })
        : new Map<string, RecordedCommand>(),
  };
}

/** Lets the handler of each command decide, until the batch is full. */
function decideAll(batch: LogBatch, pending: readonly Pending[]): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const { command } of pending) {
    if (!batch.reserve(command.call.bytes)) break;
    const { writes } = batch;
    try {
      outcomes.push({ value: decideOnce(batch, command) });
    } catch (error) {
      // A refusal before the command wrote anything affects no other command; all else undoes the batch.
      if (!(error instanceof RallyError) || batch.writes !== writes) throw error;
      outcomes.push({ refusal: error });
    }
  }
  return outcomes;
}

/** Decides a command that was not sent before; answers one that was with its recorded result. */
function decideOnce(batch: LogBatch, { call, input, handler }: LogCommand): unknown {
  const recorded = recordedIn(batch, call);
  // Messages have no row in `commands`: the handler answers from the message's own row.
  if (recorded === "sentMessage")
    return handler.decide({ ...call, sentBefore: true }, input, batch);
  if (recorded === "conflict") {
    // Outsiders learn nothing: to them the conversation does not exist.
    batch.requireMember(call.userId);
    throw idConflict();
  }
  if (recorded) return recorded.result;
  if (batch.conversation.isDeleted) throw noSuchConversation();
  const result = handler.decide(call, input, batch);
  if (!handler.needsNoRecord) recordResult(batch, call, result);
  return result;
}

/**
 * Commits in the group's next statement, or in a transaction if the batch locked the row or writes
 * other tables.
 * @param to.publish collects what the batch's `transactionWrites` publish after the commit.
 */
async function commitBatch(
  { group, logDatabase, metrics }: LogServices,
  write: BatchWrite,
  { transactionWrites }: LogBatch,
  to: { trx: Transaction | undefined; publish: ((bus: Bus) => void)[] },
): Promise<Committed | undefined> {
  if (!to.trx && transactionWrites.length === 0) return group.enqueue(write);
  const commitWith = async (trx: Transaction): Promise<Committed | undefined> => {
    const committed = (await runCommitStatement(trx, [write], metrics)).get(write.was.id);
    if (!committed || transactionWrites.length === 0) return committed;
    // All transactions lock users in this order, so that no two wait for each other.
    await trx.raw("select from users where id = any(?::uuid[]) order by id for no key update", [
      transactionWrites.flatMap(({ locks }) => locks ?? []),
    ]);
    for (const extra of transactionWrites) to.publish.push(await extra.write(trx));
    // Written. These rows may end a permission, so the loss count is unknown, and rooms check all
    // lost permissions before they send.
    return {};
  };
  if (!to.trx) return logDatabase.transaction(commitWith);
  const committed = await commitWith(to.trx);
  // Nothing is durable before the attempt's own transaction is.
  if (committed) await commitOrThrow(to.trx);
  return committed;
}

/**
 * Publishes the hint `moved` for each update. Rooms of other processes (`conversation-rooms.ts`),
 * pokes (`user-rooms.ts`) and notifications (`api/src/notifications/work.ts`) follow it.
 */
function publishMoved(
  bus: Bus,
  { id, epoch }: ConversationState,
  {
    changesByUpdate,
    updates,
    committed: { lossCount },
  }: {
    changesByUpdate: readonly (readonly Change[])[];
    updates: readonly NumberedUpdate[];
    committed: Committed;
  },
): void {
  for (const [index, { number, bytes }] of updates.entries()) {
    bus.publish("moved", {
      conversation: id,
      version: changesByUpdate[index]?.at(-1)?.version ?? 0,
      number,
      epoch,
      ...(lossCount !== undefined && { losses: lossCount }),
      ...(bus.shared && { bytes: Buffer.from(bytes).toString("base64") }),
    });
  }
}

const noSuchConversation = (): RallyError =>
  new RallyError("not_found", "There is no such conversation");
