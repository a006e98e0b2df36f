import type { DedicatedConnection } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { PermissionCheck } from "../permissions/index.js";
import { SingleFlight } from "../single-flight/index.js";
import {
  oldestIn,
  pollStatement,
  snapshotStatement,
  trimStatements,
  type FeedRows,
  type LostRight,
  type MovedRow,
} from "./feed-statement.js";

/** What a poll found goes to its listener. */
export interface FeedListener {
  /** Checks the open sockets concerned; until this resolves, the poll is not done. */
  onLost(lost: readonly LostRight[]): Promise<void>;
  onMoved(moved: readonly MovedRow[]): void;
  /** The feed has a gap: everything is compared with the database. */
  onGap(): Promise<void>;
}

/** Milliseconds for which rows are kept, and after which a server that read none has a gap. */
const KEPT_MS = 10 * 60_000;
const GAP_MS = 5 * 60_000;

/**
 * Reads what other processes, or this one, committed since the last poll: lost permissions and
 * moved rows. A poll costs what changed since, whoever is connected.
 */
export class ChangeFeed implements PermissionCheck {
  /** Losses that the listener has checked the open sockets against. */
  checked = 0;
  private snapshot: string | undefined;
  /** When `snapshot` was taken, and those of the last minutes: rows before the oldest are deleted. */
  private takenAt = 0;
  private readonly past: { at: number; snapshot: string }[] = [];
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
    this.snapshot = undefined;
  }

  /** Deletes rows that every server has read or counts as a gap. */
  async trim(): Promise<void> {
    const before = performance.now() - KEPT_MS;
    let oldest: string | undefined;
    while (this.past[0] && this.past[0].at < before) oldest = this.past.shift()?.snapshot;
    if (this.snapshot !== undefined) {
      this.past.push({ at: this.takenAt, snapshot: this.snapshot });
    }
    if (oldest === undefined) return;
    for (const statement of trimStatements) await this.connection.query(statement, [oldest]);
  }

  private async pollOnce(): Promise<void> {
    const at = performance.now();
    const { snapshot } = this;
    if (snapshot === undefined || at - this.takenAt > GAP_MS) {
      await this.beginAnew(at);
      return;
    }
    const [rows] = await this.connection.query<FeedRows>(pollStatement, [snapshot]);
    if (!rows) return;
    if (oldestIn(rows.snapshot) < oldestIn(snapshot)) {
      this.logger.warn("the database counts its transactions from an earlier point");
      await this.beginAnew(at);
      return;
    }
    if (rows.lost.length > 0) await this.listener.onLost(rows.lost);
    this.checked = rows.losses;
    this.snapshot = rows.snapshot;
    this.takenAt = at;
    if (rows.moved.length > 0) this.listener.onMoved(rows.moved);
  }

  private async beginAnew(at: number): Promise<void> {
    const [row] =
      await this.connection.query<Pick<FeedRows, "snapshot" | "losses">>(snapshotStatement);
    await this.listener.onGap();
    this.checked = row?.losses ?? 0;
    this.snapshot = row?.snapshot;
    this.takenAt = at;
    this.past.length = 0;
  }
}
