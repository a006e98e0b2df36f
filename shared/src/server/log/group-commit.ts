import { runPrepared } from "../database/index.js";
import type { Metrics } from "../metrics/index.js";
import { commitStatement, commitValues, filledLists } from "./commit-statement.js";
import type { Source } from "./conversation-state.js";
import type { BatchWrite } from "./batch-write.js";

/** Transactions under way at once: one is being written while the next is filled. */
const AT_ONCE = 2;
/** Conversations in one transaction at most, so that one commit stays short. */
const ROOMS = 64;
/** Bytes of updates in one transaction, for the same reason. */
const UPDATE_BYTES = 512 * 1024;

interface Entry {
  write: BatchWrite;
  resolve: (committed: Committed | undefined) => void;
  reject: (error: unknown) => void;
}

/** Commits the batches of different conversations that are ready at the same time in one transaction. */
export class GroupCommit {
  private readonly waiting: Entry[] = [];
  private underWay = 0;
  private readonly source: Source;
  private readonly metrics: CommitMetrics;

  constructor(source: Source, metrics: CommitMetrics) {
    this.source = source;
    this.metrics = metrics;
  }

  /**
   * Commits the write with others that are ready. Resolves once it is durable. Resolves to undefined,
   * with nothing written, when the conversation's row was not as expected or is locked by another
   * transaction.
   * @throws the database's error, which affects no other conversation
   */
  enqueue(write: BatchWrite): Promise<Committed | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ write, resolve, reject });
      // Conversations that become ready in this iteration of the event loop share the statement.
      if (this.waiting.length === 1) setImmediate(() => this.startNext());
    });
  }

  private startNext(): void {
    while (this.underWay < AT_ONCE && this.waiting.length > 0) {
      const group = this.takeGroup();
      this.underWay += 1;
      void this.commitGroup(group).finally(() => {
        this.underWay -= 1;
        this.startNext();
      });
    }
  }

  private takeGroup(): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const { write } of this.waiting) {
      bytes += write.updateBytes;
      if (count > 0 && (count >= ROOMS || bytes > UPDATE_BYTES)) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  /** Commits a group in one statement, and resolves what `enqueue` returned for each of them. */
  private async commitGroup(group: readonly Entry[]): Promise<void> {
    const writes = group.map(({ write }) => write);
    try {
      const committed = await runCommitStatement(this.source, writes, this.metrics);
      for (const { write, resolve } of group) resolve(committed.get(write.was.id));
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      // One of them cannot be committed, or the connection was lost: each is tried alone.
      else for (const entry of group) await this.commitGroup([entry]);
    }
  }
}

/** The result of a commit. */
export interface Committed {
  /** The number of losses before it (`lost_rights_count`); undefined when there may be more. */
  lossCount?: number;
}

/** The metrics of each transaction. */
export type CommitMetrics = Pick<Metrics, "commitSeconds" | "commitBatch" | "commitFailures">;

/**
 * Runs the statement that writes all rows. Outside a transaction it also commits them.
 * @returns the conversations that were written; the others' rows were not as expected.
 */
export async function runCommitStatement(
  source: Source,
  writes: readonly BatchWrite[],
  metrics: CommitMetrics,
): Promise<Map<string, Committed>> {
  const took = metrics.commitSeconds.startTimer();
  metrics.commitBatch.observe(writes.reduce((sum, { commands }) => sum + commands, 0));
  try {
    const filled = filledLists(writes);
    const rows = await runPrepared<{ id: string; lossCount: number }>(
      source,
      commitStatement(filled),
      commitValues(writes, filled),
    );
    return new Map(rows.map(({ id, lossCount }) => [id, { lossCount }]));
  } catch (error) {
    metrics.commitFailures.inc();
    throw error;
  } finally {
    took();
  }
}
