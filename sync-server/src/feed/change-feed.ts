import type { DedicatedConnection } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { PermissionCheck } from "../permissions/index.js";
import { SingleFlight } from "../single-flight/index.js";
import {
  oldestIn,
  pollStatement,
  snapshotStatement,
  type FeedRows,
  type FeedState,
  type LostRight,
  type MovedRow,
} from "./feed-statement.js";

/** Receives what a poll found. */
export interface FeedListener {
  /** Checks the open sockets concerned; until this resolves, the poll is not done. */
  onLost(lost: readonly LostRight[]): Promise<void>;
  /** Starts to catch up with these rows; they are not read again, so what fails is its to retry. */
  onMoved(moved: readonly MovedRow[]): void;
  /** The feed has a gap: everything is compared with the database. */
  onGap(): Promise<void>;
}

/**
 * Milliseconds by the database's clock after which a server that polled nothing has a gap: it then
 * compares what it holds, instead of reading all that moved meanwhile. Rows are kept for longer
 * (`trim-feed.ts`), so none that is read for is deleted.
 */
const GAP_MS = 60_000;

/**
 * Reads what other processes, or this one, committed since the last poll: lost permissions and
 * moved rows. A poll costs what changed since, whoever is connected.
 */
export class ChangeFeed implements PermissionCheck {
  /** Losses that the listener has checked the open sockets against. */
  checked = 0;
  /** What the last poll could see; undefined: nothing was read, or it is of another history. */
  private last: FeedState | undefined;
  /** Rises with each reset, so that a poll under way notices that its answer is outdated. */
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

  /** Resolves after a poll that began no earlier than this call. @throws the driver's error. */
  poll(): Promise<void> {
    return this.polling.run();
  }

  /** Resolves once open sockets were checked against so many losses; without a number, all so far. */
  async reach(losses: number | undefined): Promise<void> {
    if (losses === undefined || losses > this.checked) await this.poll();
  }

  get isPolling(): boolean {
    return this.polling.isUnderWay;
  }

  /** The rows are of another history: everything is compared at the next poll. */
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
    if (!rows) throw new Error("The change feed was not answered");
    const wentBack = oldestIn(rows.snapshot) < oldestIn(last.snapshot);
    if (wentBack) this.logger.warn("the database counts its transactions from an earlier point");
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
    if (!state) throw new Error("The change feed was not answered");
    await this.listener.onGap();
    this.reached(state, resets);
  }

  /** @param resets as of when the poll began: after another one the next poll compares everything. */
  private reached({ snapshot, at, losses }: FeedState, resets: number): void {
    this.checked = losses;
    if (resets === this.resets) this.last = { snapshot, at, losses };
  }
}
