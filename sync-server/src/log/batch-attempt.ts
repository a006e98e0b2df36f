import type { Change } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { Bus } from "@rally/shared/server/bus";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { ConversationRoom } from "../rooms/index.js";
import {
  readLoggedMessages,
  readEldestInto,
  readMembersInto,
  readState,
  type ConversationState,
  type MarkerLimits,
  type Source,
} from "./conversation-state.js";
import { commitAll, type CommitMetrics, type Committed, type GroupCommit } from "./group-commit.js";
import { LogBatch, type ReadForBatch, type TailBounds } from "./log-batch.js";
import type { Told } from "./member-rows.js";
import type { LogWork } from "./log-work.js";
import { recall, type CommandIdentity, type Recalled } from "./recalled.js";
import type { NumberedUpdate, RoomWrite } from "./room-write.js";
import type { StateCache } from "./state-cache.js";

export interface Waiting {
  work: LogWork<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

export type Outcome = { value: unknown } | { refusal: RallyError };

/**
 * How sure an attempt is of what it decides on. `hopeful`: the state of the last commit, and no
 * command sent before; `careful`: state and commands read anew; `locked`: read under the row's
 * lock. The first two commit only if the row is still as it was read.
 */
export type Mode = "hopeful" | "careful" | "locked";

/** Tries to commit one batch of one conversation. */
export class BatchAttempt {
  private readonly commits: Database;
  private readonly group: GroupCommit;
  private readonly states: StateCache;
  private readonly bus: Bus;
  private readonly metrics: CommitMetrics;
  private readonly roomOf: (conversationId: string) => ConversationRoom;
  private readonly bounds: TailBounds & MarkerLimits;
  private readonly clock: () => number;

  constructor(context: {
    commits: Database;
    clock?: (() => number) | undefined;
    group: GroupCommit;
    states: StateCache;
    bus: Bus;
    metrics: CommitMetrics;
    limits: TailBounds & MarkerLimits;
    roomOf: (conversationId: string) => ConversationRoom;
  }) {
    this.commits = context.commits;
    this.group = context.group;
    this.states = context.states;
    this.bus = context.bus;
    this.metrics = context.metrics;
    this.roomOf = context.roomOf;
    this.bounds = context.limits;
    this.clock = context.clock ?? Date.now;
  }

  /**
   * @returns what became of the batch's works, or of the first of them where the tail has no room
   * for more; undefined when somebody else was faster, or a hopeful look was not enough.
   * @throws what undid the whole batch.
   */
  async run(id: string, batch: readonly Waiting[], mode: Mode): Promise<Outcome[] | undefined> {
    if (mode !== "locked") return this.attempt(id, batch, mode, this.commits);
    const trx = await this.commits.transaction();
    try {
      const outcomes = await this.attempt(id, batch, mode, trx);
      if (!trx.isCompleted()) await commitOrThrow(trx);
      return outcomes;
    } catch (error) {
      if (!trx.isCompleted()) await trx.rollback().catch(() => undefined); // the first error tells
      throw error;
    }
  }

  private async attempt(
    id: string,
    batch: readonly Waiting[],
    mode: Mode,
    source: Source,
  ): Promise<Outcome[] | undefined> {
    const kept = mode === "hopeful" ? this.states.take(id) : undefined;
    const state = kept ?? (await readState(source, id, { lock: mode === "locked" }));
    if (!state) return batch.map(() => ({ refusal: noSuchConversation() }));
    const log = new LogBatch(
      state,
      await readFor(source, state, batch, { mode, limits: this.bounds }),
      this.bounds,
      this.clock(),
    );
    const outcomes = this.decide(log, batch);
    // A refusal stands only when it was made on what is so now, knowing what was done before.
    if (mode === "hopeful" && outcomes.some((outcome) => "refusal" in outcome)) return undefined;
    if (log.writes === 0 && log.alongside.length === 0) {
      this.states.put(state);
      return outcomes;
    }
    const committed = await this.write(log, state, source);
    if (!committed) return undefined;
    // A member who came or went may be on one side of a block: the state of all members is read again.
    if (log.alongside.length === 0) this.states.put(state);
    return outcomes;
  }

  private decide(log: LogBatch, batch: readonly Waiting[]): Outcome[] {
    const outcomes: Outcome[] = [];
    for (const { work } of batch) {
      if (!log.makeRoom(work.bytes)) break;
      outcomes.push(outcomeOf(log, work));
    }
    return outcomes;
  }

  private async write(log: LogBatch, state: ConversationState, source: Source): Promise<boolean> {
    const pieces = log.pieces.filter((piece) => piece.length > 0);
    // Whatever is written alongside belongs to a change.
    if (pieces.length === 0) return (await this.commit(log.written([]), log, source)) !== undefined;
    const room = this.roomOf(state.id);
    const head = { epoch: state.epoch, number: state.updateNumber };
    if (!(await room.prepare(head, isTransaction(source) ? source : undefined))) return false;
    const updates = room.append(pieces);
    state.updateNumber = updates.at(-1)?.number ?? state.updateNumber;
    let committed: Committed | undefined;
    try {
      const written = await this.commit(log.written(updates), log, source);
      // In a transaction of the attempt's own, durable is only what has been committed with it.
      if (written && isTransaction(source)) await commitOrThrow(source);
      committed = written;
    } finally {
      room.settle(committed);
      if (committed) this.tell(state, pieces, updates, log.told, committed);
      // It may have succeeded all the same, if only its answer was lost.
      else if (room.connections.size > 0) room.refreshSoon();
    }
    return committed !== undefined;
  }

  private async commit(
    write: RoomWrite,
    log: LogBatch,
    source: Source,
  ): Promise<Committed | undefined> {
    if (isTransaction(source)) return this.commitWith(source, write, log);
    if (log.alongside.length === 0) return this.group.commit(write);
    return this.commits.transaction((trx) => this.commitWith(trx, write, log));
  }

  private async commitWith(
    trx: Transaction,
    write: RoomWrite,
    log: LogBatch,
  ): Promise<Committed | undefined> {
    const committed = (await commitAll(trx, [write], this.metrics)).get(write.was.id);
    if (!committed || log.alongside.length === 0) return committed;
    // In the one order in which everybody locks users, so that no two wait for each other.
    await trx.raw("select from users where id = any(?::uuid[]) order by id for no key update", [
      log.alongside.flatMap(({ user }) => user ?? []),
    ]);
    for (const rows of log.alongside) log.told.push(await rows.write(trx));
    // These rows may take a permission away themselves.
    return {};
  }

  private tell(
    { id, epoch }: ConversationState,
    pieces: readonly (readonly Change[])[],
    updates: readonly NumberedUpdate[],
    told: readonly Told[],
    { losses }: Committed,
  ): void {
    for (const [index, { number, bytes }] of updates.entries()) {
      this.bus.publish("moved", {
        conversation: id,
        version: pieces[index]?.at(-1)?.version ?? 0,
        number,
        epoch,
        ...(losses !== undefined && { losses }),
        ...(this.bus.shared && { bytes: Buffer.from(bytes).toString("base64") }),
      });
    }
    for (const tell of told) tell(this.bus);
  }
}

const noSuchConversation = (): RallyError =>
  new RallyError("not_found", "There is no such conversation");

const isTransaction = (source: Source): source is Transaction => source.isTransaction === true;

/** Knex's `commit()` resolves also when COMMIT failed: only the transaction's own promise tells. */
async function commitOrThrow(trx: Transaction): Promise<void> {
  await trx.commit();
  await trx.executionPromise;
}

/** What the batch's works asked to see; in a hopeful attempt members already known are not read. */
async function readFor(
  source: Source,
  state: ConversationState,
  batch: readonly Waiting[],
  { mode, limits }: { mode: Mode; limits: MarkerLimits },
): Promise<ReadForBatch> {
  const missing = new Set<string>();
  const messages = new Set<string>();
  const commands: CommandIdentity[] = [];
  for (const { work } of batch) {
    for (const user of work.members ?? []) if (!state.members.has(user)) missing.add(user);
    for (const message of work.messages ?? []) messages.add(message);
    if (mode !== "hopeful" && work.command) commands.push(work.command);
  }
  for (const { commandId } of commands) messages.add(commandId);
  if (missing.size > 0) await readMembersInto(source, state, [...missing], limits);
  return {
    eldest: mayLoseOwner(state, batch) ? await readEldestInto(source, state, limits) : [],
    messages: messages.size > 0 ? await readLoggedMessages(source, [...messages]) : [],
    known:
      commands.length > 0
        ? await recall(source, commands, { keepsPlan: true })
        : new Map<string, Recalled>(),
  };
}

/**
 * Whether a batch may take the owner away, so that somebody has to follow. A group alone has one,
 * and is small; in a batch with other works on the one who leaves they may have become it.
 */
function mayLoseOwner(state: ConversationState, batch: readonly Waiting[]): boolean {
  if (state.kind !== "group") return false;
  return batch.some(({ work }) => {
    const { leaving } = work;
    if (leaving === undefined) return false;
    if (state.members.get(leaving)?.role === "owner") return true;
    return batch.some((other) => other.work !== work && other.work.members?.includes(leaving));
  });
}

function outcomeOf(log: LogBatch, work: LogWork<unknown>): Outcome {
  const written = log.writes;
  try {
    return { value: work.run(log, work.command && log.recall(work.command)) };
  } catch (error) {
    // A refusal before anything was written harms no one else; all else undoes the batch.
    if (error instanceof RallyError && log.writes === written) return { refusal: error };
    throw error;
  }
}
