import { RallyError } from "../../errors/index.js";
import type { Bus } from "../bus/index.js";
import { isTransient, openBeside, type Database } from "../database/index.js";
import type { Logger } from "../logger/index.js";
import type { MarkerLimits } from "./conversation-state.js";
import { GroupCommit, type CommitMetrics } from "./group-commit.js";
import type { TailBounds } from "./log-batch.js";
import type { LogCommand, Pending } from "./log-command.js";
import { StateCache } from "./state-cache.js";
import { writeBatch, type WritableRoom, type Outcome, type LogServices } from "./write-path.js";

/** Commands in one transaction at most, so that one commit stays short. */
const BATCH = 800;
/** After a batch of at least this many commands, the next one waits briefly for as many again. */
const BUSY = 8;
/** The longest of these waits, in milliseconds. */
const GATHER_MS = 2;

interface Waiting extends Pending {
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/**
 * The only writer of conversations. Commands that wait for one conversation are committed together,
 * and conversations that are ready together share a transaction. A refusal affects its own command
 * alone [S5]. The steps of a write are in `write-path.ts`.
 */
export class ConversationLog {
  private readonly queues = new Map<string, Waiting[]>();
  private readonly running = new Set<string>();
  private readonly ready = new Set<string>();
  private readonly collecting = new Map<string, { wanted: number; done: () => void }>();
  private readonly logDatabase: Database;
  private readonly services: LogServices;
  private readonly logger: Logger;
  private isScheduled = false;
  private whenIdle: (() => void)[] = [];

  constructor(context: {
    database: Database;
    bus: Bus;
    logger: Logger;
    metrics: CommitMetrics;
    limits: TailBounds & MarkerLimits;
    now?: (() => number) | undefined;
    roomOf: (conversationId: string) => WritableRoom;
  }) {
    this.logger = context.logger;
    // Its plans are kept while tables grow: they never scan a table.
    this.logDatabase = openBeside(context.database, { connections: 4, alwaysByIndex: true });
    const { bus, metrics, limits, roomOf, now = Date.now } = context;
    this.services = {
      ...{ bus, metrics, limits, roomOf, now, logDatabase: this.logDatabase },
      group: new GroupCommit(this.logDatabase, metrics),
      states: new StateCache(),
    };
  }

  /**
   * Queues a command, and resolves with its result once it is durable. `writeBatch` writes all
   * commands that wait for the conversation, in their order.
   * @throws RallyError the command's refusal, `not_found` when there is no such conversation.
   */
  execute<Input, Output>(
    conversationId: string,
    command: LogCommand<Input, Output>,
  ): Promise<Output> {
    const { call, input, handler } = command;
    return new Promise<Output>((resolve, reject) => {
      const queue = this.queues.get(conversationId) ?? [];
      queue.push({
        command,
        reads: handler.reads?.(input, call) ?? {},
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      this.queues.set(conversationId, queue);
      const collecting = this.collecting.get(conversationId);
      if (collecting && queue.length >= collecting.wanted) collecting.done();
      if (!this.running.has(conversationId)) this.schedule(conversationId);
    });
  }

  /** Drops all cached states: the database holds another history now. */
  reset(): void {
    this.services.states.clear();
  }

  /** Resolves when no command waits any more. */
  async idle(): Promise<void> {
    if (this.queues.size === 0) return;
    await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  /** Closes the log's own connections once it is idle. */
  async close(): Promise<void> {
    await this.idle();
    await this.logDatabase.destroy();
  }

  /** Starts in the next iteration of the event loop, so that commands of this one share a commit. */
  private schedule(conversationId: string): void {
    this.ready.add(conversationId);
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      const ready = [...this.ready];
      this.ready.clear();
      for (const id of ready) void this.drain(id);
    });
  }

  private async drain(conversationId: string): Promise<void> {
    const queue = this.queues.get(conversationId);
    if (!queue || this.running.has(conversationId)) return;
    this.running.add(conversationId);
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH);
      const rest = await this.writeAndAnswer(conversationId, batch);
      queue.unshift(...rest);
      // What did not fit into the batch fills the next one without waiting.
      const isFull = rest.length > 0 || queue.length >= BATCH;
      if (batch.length >= BUSY && !isFull) {
        await this.gather(conversationId, Math.min(BATCH, queue.length + batch.length));
      }
    }
    this.queues.delete(conversationId);
    this.running.delete(conversationId);
    if (this.queues.size === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  /**
   * Waits briefly until so many commands wait: those in the queue, and as many as were just
   * answered. Clients that are answered send their next command within milliseconds. Without the
   * wait the first of them gets a commit of its own, or two groups of clients take turns, each with
   * its own commit and its own frame to every reader.
   */
  private gather(conversationId: string, wanted: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.collecting.delete(conversationId);
        resolve();
      };
      const timer = setTimeout(done, GATHER_MS);
      this.collecting.set(conversationId, { wanted, done });
    });
  }

  /** Commits a batch and answers it. @returns the commands that did not fit into it. */
  private async writeAndAnswer(conversationId: string, batch: Waiting[]): Promise<Waiting[]> {
    try {
      const outcomes = await writeBatch(this.services, conversationId, batch);
      answerLater(batch, outcomes);
      return batch.slice(outcomes.length);
    } catch (error) {
      if (batch.length > 1) {
        // A refusal during the commit is caused by a command, not by the server.
        const level = error instanceof RallyError ? "debug" : "warn";
        this.logger[level](
          { err: error, conversation: conversationId },
          "failed to commit a batch",
        );
        await this.commitEachAlone(conversationId, batch);
      } else for (const { reject } of batch) reject(error);
      return [];
    }
  }

  /** Gives each command a commit of its own, so that only the one that fails is rejected. */
  private async commitEachAlone(conversationId: string, batch: Waiting[]): Promise<void> {
    let unreachable = 0;
    for (const [index, waiting] of batch.entries()) {
      try {
        const [outcome] = await writeBatch(this.services, conversationId, [waiting]);
        if (outcome && "value" in outcome) waiting.resolve(outcome.value);
        else waiting.reject(outcome?.refusal);
        unreachable = 0;
      } catch (error) {
        waiting.reject(error);
        unreachable = isTransient(error) ? unreachable + 1 : 0;
        // The database is unreachable: the rest does not wait for it one by one.
        if (unreachable > 1) {
          for (const { reject } of batch.slice(index + 1)) reject(error);
          return;
        }
      }
    }
  }
}

/**
 * Answers two turns of the event loop later: by then the next batch is on its way to the disk, which
 * takes longer than writing the answers.
 */
function answerLater(batch: readonly Waiting[], outcomes: readonly Outcome[]): void {
  const answer = (): void => {
    for (const [index, outcome] of outcomes.entries()) {
      if ("value" in outcome) batch[index]?.resolve(outcome.value);
      else batch[index]?.reject(outcome.refusal);
    }
  };
  setImmediate(() => setImmediate(answer));
}
