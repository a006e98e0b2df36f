import type { Change } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { Bus } from "@rally/shared/server/bus";
import { databaseErrorCode, type Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { ConversationRoom } from "../rooms/index.js";
import { LogTransaction } from "./log-transaction.js";

/** What one command does under the conversation's lock: decide first, then `append`. */
export type LogWork<T> = (log: LogTransaction) => Promise<T>;

interface Waiting {
  run: LogWork<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

type Outcome = { value: unknown } | { refusal: RallyError };

/** PostgreSQL's code for a row that is there already. */
const UNIQUE_VIOLATION = "23505";

/** Works taken into one transaction at most, so that one commit stays short. */
const BATCH = 200;

/**
 * The one writer of conversations. What waits for one conversation is committed together: one
 * lock, one update, one frame to everyone; nobody sees or is told anything before the commit
 * [S1][S3]. A refusal fails its own command alone [S5].
 */
export class ConversationLog {
  private readonly queues = new Map<string, Waiting[]>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly database: Database;
  private readonly bus: Bus;
  private readonly logger: Logger;
  private readonly roomOf: (conversationId: string) => ConversationRoom;

  constructor(context: {
    database: Database;
    bus: Bus;
    logger: Logger;
    roomOf: (conversationId: string) => ConversationRoom;
  }) {
    this.database = context.database;
    this.bus = context.bus;
    this.logger = context.logger;
    this.roomOf = context.roomOf;
  }

  /**
   * Runs `work` under the conversation's lock, and answers once it is durable. Works of one caller
   * for one conversation keep their order.
   * @throws RallyError what `work` refused, `not_found` without such a conversation.
   */
  change<T>(conversationId: string, work: LogWork<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queue = this.queues.get(conversationId) ?? [];
      queue.push({ run: work, resolve: resolve as (value: unknown) => void, reject });
      this.queues.set(conversationId, queue);
      if (!this.running.has(conversationId)) {
        this.running.set(
          conversationId,
          this.drain(conversationId).finally(() => this.running.delete(conversationId)),
        );
      }
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private async drain(conversationId: string): Promise<void> {
    for (;;) {
      const batch = this.queues.get(conversationId)?.splice(0, BATCH) ?? [];
      if (batch.length === 0) {
        this.queues.delete(conversationId);
        return;
      }
      await this.commit(conversationId, batch);
    }
  }

  private async commit(conversationId: string, batch: Waiting[]): Promise<void> {
    const outcomes = await this.attemptTwice(conversationId, batch).catch((error: unknown) => {
      if (batch.length === 1) {
        batch[0]?.reject(error);
        return undefined;
      }
      this.logger.warn({ err: error, conversation: conversationId }, "a batch failed as a whole");
      return undefined;
    });
    if (outcomes) {
      outcomes.forEach((outcome, index) => {
        const waiting = batch[index];
        if ("value" in outcome) waiting?.resolve(outcome.value);
        else waiting?.reject(outcome.refusal);
      });
    } else if (batch.length > 1) {
      // One of them is poisoned: each gets a transaction of its own, so that only that one fails.
      for (const waiting of batch) await this.commit(conversationId, [waiting]);
    }
  }

  /** One id used in two places at once: who comes second tries again, and then sees the first. */
  private async attemptTwice(conversationId: string, batch: Waiting[]): Promise<Outcome[]> {
    try {
      return await this.attempt(conversationId, batch);
    } catch (error) {
      if (databaseErrorCode(error) !== UNIQUE_VIOLATION) throw error;
      return this.attempt(conversationId, batch);
    }
  }

  private async attempt(conversationId: string, batch: Waiting[]): Promise<Outcome[]> {
    const room = this.roomOf(conversationId);
    let changes: Change[] = [];
    let number = 0;
    let outcomes: Outcome[];
    try {
      outcomes = await this.database.transaction(async (trx) => {
        const log = await LogTransaction.open(trx, conversationId);
        const results: Outcome[] = [];
        for (const { run } of batch) results.push(await outcomeOf(log, run));
        changes = log.changes;
        if (changes.length > 0) {
          number = await room.write(
            trx,
            { epoch: log.conversation.epoch, number: log.conversation.updateNumber },
            changes,
          );
          await log.close(number);
        }
        return results;
      });
    } catch (error) {
      room.settle(false);
      this.catchUp(room);
      throw error;
    }
    if (changes.length > 0) {
      room.settle(true);
      const version = changes.at(-1)?.version ?? 0;
      this.bus.publish("moved", { conversation: conversationId, version, number });
    }
    return outcomes;
  }

  /** After a failed commit, which may have succeeded all the same if only its answer was lost. */
  private catchUp(room: ConversationRoom): void {
    if (room.connections.size === 0) return;
    room.refresh().catch((error: unknown) => {
      this.logger.warn({ err: error, conversation: room.id }, "a room could not be caught up");
    });
  }
}

async function outcomeOf(log: LogTransaction, run: LogWork<unknown>): Promise<Outcome> {
  const written = log.writes;
  try {
    return { value: await run(log) };
  } catch (error) {
    // A refusal before anything was written harms no one else; all else undoes the transaction.
    if (error instanceof RallyError && log.writes === written) return { refusal: error };
    throw error;
  }
}
