import { closeCodes } from "@rally/shared/rooms";
import type { Limits } from "@rally/shared/limits";
import type { DedicatedConnection } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { Metrics } from "@rally/shared/server/metrics";
import type { ChangeFeed } from "../feed/index.js";
import type { DeliveryGate } from "../wire/index.js";
import type { RightsWatch } from "./rights-watch.js";

const TICK_MS = 250;
/** Ticks from one poll to the next: two polls per second. */
const TICKS = 2;

interface PollContext {
  /** Reset while the database is unreachable, in case only these connections are broken. */
  connections: readonly DedicatedConnection[];
  feed: ChangeFeed;
  watch: RightsWatch;
  gate: DeliveryGate;
  limits: Pick<Limits, "databaseUnreachable" | "reconnectSpread">;
  logger: Logger;
  metrics: Pick<Metrics, "permissionAge">;
}

/**
 * Polls the change feed twice a second on a dedicated connection, and opens or shuts the delivery
 * gate with the result. Counts the time without a database in ticks of the event loop: a late loop
 * ticks once, so its own delay does not count. After `databaseUnreachable` it closes sockets, a
 * share of them each tick.
 */
export class PermissionPoll {
  private ticks = 0;
  private unreachable = 0;
  private closing = 0;
  /** Whether the last poll failed and the failure was logged. */
  private isFailing = false;
  private stopped = false;
  private readonly context: PollContext;
  private readonly timer: NodeJS.Timeout;

  constructor(context: PollContext) {
    this.context = context;
    this.timer = setInterval(() => {
      this.tick();
    }, TICK_MS);
    this.begin();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await Promise.all(this.context.connections.map((connection) => connection.close()));
  }

  private tick(): void {
    const { gate, feed, limits, metrics } = this.context;
    this.ticks += 1;
    metrics.permissionAge.set(gate.age / 1_000);
    this.unreachable += TICK_MS;
    if (this.unreachable >= limits.databaseUnreachable) this.closeSome();
    if (!feed.isPolling && (this.ticks % TICKS === 0 || this.context.watch.hasExpired)) {
      this.begin();
    }
  }

  private begin(): void {
    if (this.stopped) return;
    this.poll().catch((error: unknown) => {
      if (this.stopped || this.isFailing) return;
      this.isFailing = true;
      this.context.logger.warn({ err: error }, "failed to check permissions");
    });
  }

  /** Checks lost permissions and expired sessions. @throws the driver's error. */
  private async poll(): Promise<void> {
    const { feed, watch, gate } = this.context;
    const check = gate.begin();
    const startedAt = performance.now();
    await feed.poll();
    await watch.checkExpired();
    this.unreachable = 0;
    this.closing = 0;
    if (this.isFailing) this.context.logger.info("resumed checking permissions");
    this.isFailing = false;
    // Frames held during this check wait for the next one, which starts at once.
    if (gate.end(check, startedAt)) this.begin();
  }

  /** Closes a share of the sockets, so that clients do not all reconnect at the same moment. */
  private closeSome(): void {
    const { watch, limits, connections, logger } = this.context;
    if (this.closing === 0 && watch.size > 0) {
      this.closing = Math.ceil((watch.size * TICK_MS) / limits.reconnectSpread);
      logger.error(
        { milliseconds: this.unreachable, sockets: watch.size },
        "closing sockets: the database is unreachable",
      );
    }
    if (this.unreachable % limits.databaseUnreachable < TICK_MS) {
      for (const connection of connections) connection.reset();
    }
    for (const socket of watch.some(this.closing)) {
      socket.close(closeCodes.goingDown, "the database is unreachable");
    }
  }
}
