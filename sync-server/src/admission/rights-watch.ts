import { closeCodes, type RoomAddress } from "@rally/shared/rooms";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "../wire/index.js";
import { aliveSessions, forgetLostRights, lostRights, membersAmong } from "./rights.js";

/** Looks that may fail in a row before sockets close: rights that cannot be read are no rights. */
const FAILURES = 2;
/** A look that takes longer has failed: a silent database is as bad as a refusing one. */
const PATIENCE_MS = 1_000;

/**
 * Holds each open socket to its session's row, and in a conversation's room to its membership: it
 * closes within a second of their end, whether or not the hint arrives [S11].
 */
export class RightsWatch {
  private readonly bySession = new Map<string, Set<Connection>>();
  /** By conversation and user. */
  private readonly byMembership = new Map<string, Set<Connection>>();
  private failures = 0;
  private readonly database: Database;
  private readonly logger: Logger;
  private readonly blocks: { reload(users?: Iterable<string>): Promise<void> };

  constructor(
    context: { database: Database; bus: Bus; logger: Logger },
    blocks: { reload(users?: Iterable<string>): Promise<void> },
  ) {
    this.blocks = blocks;
    this.database = context.database;
    this.logger = context.logger;
    context.bus.subscribe("sessionEnded", ({ session }) => {
      this.end(session);
    });
    context.bus.subscribe("membershipLost", ({ conversation, user }) => {
      // Only a hint: by now they may be a member again.
      void this.attempt(() => this.judgeMembers([keyOf(conversation, user)]));
    });
  }

  /** Begins to watch. Ask for the rights after this, so that none is lost unseen in between. */
  add(connection: Connection, address: RoomAddress): void {
    put(this.bySession, connection.sessionId, connection);
    if (address.kind === "conversation") {
      put(this.byMembership, keyOf(address.id, connection.userId), connection);
    }
  }

  remove(connection: Connection, address: RoomAddress): void {
    drop(this.bySession, connection.sessionId, connection);
    if (address.kind === "conversation") {
      drop(this.byMembership, keyOf(address.id, connection.userId), connection);
    }
  }

  /** Reads what was lost of late, by anyone, and judges the open sockets concerned; twice a second. */
  async look(): Promise<void> {
    if (this.bySession.size === 0) return;
    await this.attempt(async () => {
      const lost = await lostRights(this.database);
      const sessions = lost.flatMap(({ session_id: id }) => id ?? []);
      const memberships = lost.flatMap(({ kind, conversation_id: conversation, user_id: user }) =>
        kind === "membership" && conversation && user ? keyOf(conversation, user) : [],
      );
      await this.judgeSessions(sessions.filter((id) => this.bySession.has(id)));
      await this.judgeMembers(memberships.filter((key) => this.byMembership.has(key)));
      await this.blocks.reload(
        lost.flatMap(({ kind, user_id: by, other_id: user }) =>
          kind === "block" && by && user ? [by, user] : [],
        ),
      );
    });
  }

  /** Judges all open sockets: sessions expire with nobody ending them. Every 15 s. */
  async lookAtAll(): Promise<void> {
    await forgetLostRights(this.database);
    if (this.bySession.size === 0) return;
    await this.attempt(async () => {
      await this.judgeSessions([...this.bySession.keys()]);
      await this.judgeMembers([...this.byMembership.keys()]);
      await this.blocks.reload();
    });
  }

  private async judgeSessions(asked: readonly string[]): Promise<void> {
    if (asked.length === 0) return;
    const alive = await aliveSessions(this.database, asked);
    for (const session of asked) if (!alive.has(session)) this.end(session);
  }

  private async judgeMembers(asked: readonly string[]): Promise<void> {
    if (asked.length === 0) return;
    const members = await membersAmong(
      this.database,
      asked.map((key) => key.split(" ") as [string, string]),
    );
    for (const key of asked) {
      if (members.has(key)) continue;
      for (const connection of this.byMembership.get(key) ?? []) {
        connection.close(closeCodes.refused, "no such room for you");
      }
    }
  }

  private async attempt(look: () => Promise<void>): Promise<void> {
    try {
      await withinTime(look(), PATIENCE_MS);
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      this.logger.warn({ err: error }, "rights cannot be read");
      if (this.failures >= FAILURES) this.closeAll();
    }
  }

  private end(session: string): void {
    for (const connection of this.bySession.get(session) ?? []) {
      connection.close(closeCodes.unauthenticated, "the session ended");
    }
  }

  private closeAll(): void {
    for (const connections of this.bySession.values()) {
      for (const connection of connections) connection.close(closeCodes.goingDown, "no database");
    }
  }
}

const keyOf = (conversation: string, user: string): string => `${conversation} ${user}`;

function put(index: Map<string, Set<Connection>>, key: string, connection: Connection): void {
  const set = index.get(key) ?? new Set();
  index.set(key, set.add(connection));
}

function drop(index: Map<string, Set<Connection>>, key: string, connection: Connection): void {
  const set = index.get(key);
  set?.delete(connection);
  if (set?.size === 0) index.delete(key);
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
