import { closeCodes } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../wire/index.js";

/** Looks that may fail in a row before sockets close: rights that cannot be read are no rights. */
const FAILURES = 2;
/** A look that takes longer has failed: a silent database is as bad as a refusing one. */
const PATIENCE_MS = 1_000;

/**
 * Holds each open socket to its session's row: it closes within a second of the session's end,
 * whether or not the hint arrives [S11].
 */
export class SessionWatch {
  private readonly sockets = new Map<string, Set<Connection>>();
  private failures = 0;
  private readonly database: Database;
  private readonly logger: Logger;

  constructor(context: { database: Database; bus: Bus; logger: Logger }) {
    this.database = context.database;
    this.logger = context.logger;
    context.bus.subscribe("sessionEnded", ({ session }) => {
      this.end(session);
    });
  }

  add(connection: Connection): void {
    const set = this.sockets.get(connection.sessionId) ?? new Set<Connection>();
    this.sockets.set(connection.sessionId, set.add(connection));
  }

  remove(connection: Connection): void {
    const set = this.sockets.get(connection.sessionId);
    set?.delete(connection);
    if (set?.size === 0) this.sockets.delete(connection.sessionId);
  }

  /** Which of the open sockets' sessions have ended, in one query; called each half second. */
  async look(): Promise<void> {
    if (this.sockets.size === 0) return;
    try {
      // Only those asked for are judged: others may have come while the answer was under way.
      const asked = [...this.sockets.keys()];
      const alive = await withinTime(aliveSessions(this.database, asked), PATIENCE_MS);
      for (const session of asked) if (!alive.has(session)) this.end(session);
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.logger.warn({ err: error }, "sessions cannot be read");
      if (this.failures >= FAILURES) this.closeAll();
    }
  }

  private end(session: string): void {
    for (const connection of this.sockets.get(session) ?? []) {
      connection.close(closeCodes.unauthenticated, "the session ended");
    }
  }

  private closeAll(): void {
    for (const connections of this.sockets.values()) {
      for (const connection of connections) connection.close(closeCodes.goingDown, "no database");
    }
  }
}

/** @throws Error when `work` takes longer than `milliseconds`; what it finds then is not heard. */
async function withinTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const late = new AbortController();
  const timeout = pause(milliseconds, undefined, { signal: late.signal }).then(() => {
    throw new Error(`The database did not answer within ${String(milliseconds)} ms`);
  });
  timeout.catch(() => undefined); // the race tells; an aborted pause is no news
  try {
    return await Promise.race([work, timeout]);
  } finally {
    late.abort();
  }
}

/** Those of `sessions` that have neither ended nor expired, and whose they are. */
export async function aliveSessions(
  database: Database,
  sessions: readonly string[],
): Promise<Map<string, string>> {
  const rows = await database<{ id: string; user_id: string }>("sessions")
    .whereIn("id", sessions)
    .whereNull("ended_at")
    .where("expires_at", ">", database.fn.now())
    .select("id", "user_id");
  return new Map(rows.map((row) => [row.id, row.user_id]));
}
