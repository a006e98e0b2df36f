import type { DedicatedConnection } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { PermissionCheck } from "../permissions/index.js";
import { SingleFlight } from "../scheduling/index.js";
import {
  oldestIn,
  pollStatement,
  snapshotStatement,
  type FeedRows,
  type FeedState,
  type LostRight,
  type MovedRow,
} from "./feed-statement.js";

/** Receives the result of a poll. */
export interface FeedListener {
  /** Checks the open sockets concerned. The poll ends when this resolves. */
  onLost(lost: readonly LostRight[]): Promise<void>;
  /**
   * Starts to catch up with these rows. They are not read again, so the listener retries on
   * failure.
   */
  onMoved(moved: readonly MovedRow[]): void;
  /** The feed has a gap: the listener compares everything with the database. */
  onGap(): Promise<void>;
}

/**
 * Milliseconds by the database's clock without a poll after which a server has a gap. It then
 * compares its state instead of reading all changes. Rows are kept for longer (`trim-feed.ts`), so
 * none is deleted before it is read.
 */
const GAP_MS = 60_000;

/**
 * Reads lost permissions and changed rows that any process committed since the last poll. The cost
 * depends on the changes, not on the number of connections.
 */
export class ChangeFeed implements PermissionCheck {
  /** Losses that the listener has checked the open sockets against. */
  checked = 0;
  /** The state that the last poll saw. Undefined before the first poll and after a reset. */
  private last: FeedState | undefined;
  /** Rises with each reset, so that a poll under way notices that its result is outdated. */
  private resets = 0;
  private readonly polling = new SingleFlight(() => this.pollOnce());
  private readonly connection: DedicatedConnection;
  private readonly listener: FeedListener;
  private readonly logger: Logger;

  constructor(
    context: { connection: DedicatedConnection; logger: Logger },
    listener: FeedListener,
  ) {
    this.connection = context.connection;
    this.logger = context.logger;
    this.listener = listener;
  }

  /** Resolves after a poll that began after this call. @throws the driver's error. */
  poll(): Promise<void> {
    return this.polling.run();
  }

  /**
   * Resolves after open sockets were checked against this number of losses, or against all so far.
   */
  async reach(lossCount: number | undefined): Promise<void> {
    if (lossCount === undefined || lossCount > this.checked) await this.poll();
  }

  get isPolling(): boolean {
    return this.polling.isUnderWay;
  }

  /** The rows belong to another history: the next poll compares everything. */
  reset(): void {
    this.last = undefined;
    this.resets += 1;
  }

  private async pollOnce(): Promise<void> {
    const { last } = this;
    if (!last) {
      await this.compareAll();
      return;
    }
    const { resets } = this;
    const [rows] = await this.connection.query<FeedRows>(pollStatement, [
      ...[last.snapshot, last.at, GAP_MS],
    ]);
    if (!rows) throw new Error("The change feed returned no row");
    const wentBack = oldestIn(rows.snapshot) < oldestIn(last.snapshot);
    if (wentBack) this.logger.warn("the database's transaction ids went back");
    if (wentBack || rows.isGap || resets !== this.resets) {
      await this.compareAll();
      return;
    }
    if (rows.lost.length > 0) await this.listener.onLost(rows.lost);
    this.reached(rows, resets);
    if (rows.moved.length > 0) this.listener.onMoved(rows.moved);
  }

  private async compareAll(): Promise<void> {
    const { resets } = this;
    const [state] = await this.connection.query<FeedState>(snapshotStatement);
    if (!state) throw new Error("The change feed returned no row");
    await this.listener.onGap();
    this.reached(state, resets);
  }

  /**
   * @param resets the count when the poll began. If it has risen, the next poll compares
   * everything.
   */
  private reached({ snapshot, at, lossCount }: FeedState, resets: number): void {
    this.checked = lossCount;
    if (resets === this.resets) this.last = { snapshot, at, lossCount };
  }
}
