import { RallyError } from "@rally/shared/errors";
import type { Bus } from "@rally/shared/server/bus";
import {
  databaseErrorCode,
  isPassing,
  openBeside,
  type Database,
} from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { ConversationRoom } from "../rooms/index.js";
import { BatchAttempt, type Outcome, type Waiting } from "./batch-attempt.js";
import type { MarkerLimits } from "./conversation-state.js";
import type { TailBounds } from "./log-batch.js";
import { GroupCommit, type CommitMetrics } from "./group-commit.js";
import type { LogWork } from "./log-work.js";
import { StateCache } from "./state-cache.js";

/** Works taken into one transaction at most, so that one commit stays short. */
const BATCH = 800;
/** Tries that only hope that nobody else writes; the next one waits for the row's lock. */
const HOPEFUL = 3;
/** Works in a commit from which on the next one waits for as many, when they come soon. */
const BUSY = 8;
/** Milliseconds that it waits at most. */
const GATHER_MS = 2;
/** PostgreSQL's code for a row that is there already. */
const UNIQUE_VIOLATION = "23505";

/**
 * The one writer of conversations. What waits for one conversation is committed together, and
 * conversations that are ready together share a transaction; nobody sees or is told anything
 * before the commit [S1][S3]. A refusal fails its own command alone [S5].
 */
export class ConversationLog {
  private readonly queues = new Map<string, Waiting[]>();
  private readonly running = new Set<string>();
  private readonly ready = new Set<string>();
  private readonly gathering = new Map<string, { wanted: number; done: () => void }>();
  private readonly commits: Database;
  private readonly attempts: BatchAttempt;
  private readonly states = new StateCache();
  private readonly logger: Logger;
  private scheduled = false;
  private whenIdle: (() => void)[] = [];

  constructor(context: {
    database: Database;
    bus: Bus;
    logger: Logger;
    metrics: CommitMetrics;
    limits: TailBounds & MarkerLimits;
    clock?: (() => number) | undefined;
    roomOf: (conversationId: string) => ConversationRoom;
  }) {
    this.logger = context.logger;
    // Planned for tables that grow while the plans are kept.
    this.commits = openBeside(context.database, { connections: 4, alwaysByIndex: true });
    this.attempts = new BatchAttempt({
      ...context,
      commits: this.commits,
      group: new GroupCommit(this.commits, context.metrics),
      states: this.states,
    });
  }

  /**
   * Runs `work` under the conversation's order, and answers once it is durable. Works of one
   * caller for one conversation keep their order.
   * @throws RallyError what `work` refused, `not_found` without such a conversation.
   */
  change<T>(conversationId: string, work: LogWork<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queue = this.queues.get(conversationId) ?? [];
      queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.queues.set(conversationId, queue);
      const gathering = this.gathering.get(conversationId);
      if (gathering && queue.length >= gathering.wanted) gathering.done();
      if (!this.running.has(conversationId)) this.schedule(conversationId);
    });
  }

  /** Forgets what it knew of conversations: their history is another one now. */
  beginAnew(): void {
    this.states.clear();
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    if (this.queues.size === 0) return;
    await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  /** Ends the log's own connections, once it is idle. */
  async close(): Promise<void> {
    await this.idle();
    await this.commits.destroy();
  }

  /** Begins with the next turn of the loop, so that what comes in this one shares a commit. */
  private schedule(conversationId: string): void {
    this.ready.add(conversationId);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
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
      const left = await this.commit(conversationId, batch);
      queue.unshift(...left);
      // What found no room fills the next commit without waiting for more.
      const isFull = left.length > 0 || queue.length >= BATCH;
      if (batch.length >= BUSY && !isFull) {
        await this.gather(conversationId, Math.min(BATCH, queue.length + batch.length));
      }
    }
    this.queues.delete(conversationId);
    this.running.delete(conversationId);
    if (this.queues.size === 0) for (const tell of this.whenIdle.splice(0)) tell();
  }

  /**
   * Waits a moment until so many works wait: those that do already, and as many as were answered
   * just now. Clients that are answered send again within milliseconds, one after the other: without
   * a pause the first of them would have a commit alone, or two groups of clients would take turns,
   * each with a commit and a frame to every reader of its own.
   */
  private gather(conversationId: string, wanted: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.gathering.delete(conversationId);
        resolve();
      };
      const timer = setTimeout(done, GATHER_MS);
      this.gathering.set(conversationId, { wanted, done });
    });
  }

  /** Commits a batch and answers it. @returns those for whom there was no room in it. */
  private async commit(conversationId: string, batch: Waiting[]): Promise<Waiting[]> {
    try {
      const outcomes = await this.tryUntilDone(conversationId, batch);
      answerLater(batch, outcomes);
      return batch.slice(outcomes.length);
    } catch (error) {
      if (batch.length > 1) {
        // A refusal that came with the commit is no fault of the server's.
        const level = error instanceof RallyError ? "debug" : "warn";
        this.logger[level](
          { err: error, conversation: conversationId },
          "a batch failed as a whole",
        );
        await this.commitEachAlone(conversationId, batch);
      } else for (const { reject } of batch) reject(error);
      return [];
    }
  }

  /** One of them is poisoned: each gets a commit of its own, so that only that one fails. */
  private async commitEachAlone(conversationId: string, batch: Waiting[]): Promise<void> {
    let unreachable = 0;
    for (const [index, waiting] of batch.entries()) {
      try {
        const [outcome] = await this.tryUntilDone(conversationId, [waiting]);
        if (outcome && "value" in outcome) waiting.resolve(outcome.value);
        else waiting.reject(outcome?.refusal);
        unreachable = 0;
      } catch (error) {
        waiting.reject(error);
        unreachable = isPassing(error) ? unreachable + 1 : 0;
        // The database is away: nobody waits for it once for each command.
        if (unreachable > 1) {
          for (const { reject } of batch.slice(index + 1)) reject(error);
          return;
        }
      }
    }
  }

  private async tryUntilDone(conversationId: string, batch: Waiting[]): Promise<Outcome[]> {
    for (let tries = 0; ; tries += 1) {
      const mode = tries === 0 ? "hopeful" : tries < HOPEFUL ? "careful" : "locked";
      try {
        const outcomes = await this.attempts.run(conversationId, batch, mode);
        if (outcomes) return outcomes;
      } catch (error) {
        // One id used in two places at once: who comes second tries again, and sees the first.
        if (databaseErrorCode(error) !== UNIQUE_VIOLATION || tries > HOPEFUL) throw error;
      }
    }
  }
}

/**
 * Answers in two turns of the loop: what waits behind is on its way to the disk by then, and that
 * takes longer than to write the answers.
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
