import { closeCodes, type RoomAddress } from "@rally/shared/rooms";
import type { LostRight } from "../feed/index.js";
import type { Query } from "../query/index.js";
import type { Connection } from "../wire/index.js";
import { drop, put } from "../sets-by-key/index.js";
import { membersAmong, readAliveSessions } from "./rights.js";
import { SessionExpiry } from "./session-expiry.js";

/** Rows that one query reads when all sockets are checked. */
const ROWS = 1_000;

/**
 * Checks open sockets against their session's row, and in a conversation's room against their
 * membership. A lost permission or an expiry checks the sockets concerned. Only a gap checks all of
 * them.
 */
export class RightsWatch {
  private readonly bySession = new Map<string, Set<Connection>>();
  /** Sockets by conversation and user. */
  private readonly byMembership = new Map<string, Set<Connection>>();
  /** The keys of `byMembership` of a conversation. */
  private readonly members = new Map<string, Set<string>>();
  /** The conversations in whose rooms a user has sockets. */
  private readonly conversations = new Map<string, Set<string>>();
  private readonly expiry = new SessionExpiry();
  private sockets = 0;
  private readonly query: Query;

  /** @param query runs on a connection that no other work waits for. */
  constructor(query: Query) {
    this.query = query;
  }

  /**
   * Starts to watch a socket. Read its permissions after this call, so that no loss in between is
   * missed.
   */
  add(connection: Connection, address: RoomAddress): void {
    this.sockets += 1;
    put(this.bySession, connection.sessionId, connection);
    if (address.kind === "conversation") {
      const key = membershipKey(address.id, connection.userId);
      put(this.byMembership, key, connection);
      put(this.members, address.id, key);
      put(this.conversations, connection.userId, address.id);
    }
  }

  remove(connection: Connection, address: RoomAddress): void {
    this.sockets -= 1;
    drop(this.bySession, connection.sessionId, connection);
    if (!this.bySession.has(connection.sessionId)) this.expiry.delete(connection.sessionId);
    if (address.kind === "conversation") {
      const key = membershipKey(address.id, connection.userId);
      drop(this.byMembership, key, connection);
      if (this.byMembership.has(key)) return;
      drop(this.members, address.id, key);
      drop(this.conversations, connection.userId, address.id);
    }
  }

  get size(): number {
    return this.sockets;
  }

  /** Yields up to `most` open sockets. */
  *some(most: number): Generator<Connection> {
    let left = most;
    for (const connections of this.bySession.values()) {
      for (const connection of connections) {
        if (left <= 0) return;
        if (!connection.open) continue;
        left -= 1;
        yield connection;
      }
    }
  }

  /** The sockets of a user, grouped by conversation. */
  *socketsInConversations(user: string): Generator<[conversation: string, Set<Connection>]> {
    for (const conversation of this.conversations.get(user) ?? []) {
      const connections = this.byMembership.get(membershipKey(conversation, user));
      if (connections) yield [conversation, connections];
    }
  }

  /**
   * Records the expiry that a handshake read. A concurrent check may have found an earlier one,
   * which is kept. A later one is noticed when the earlier time has come.
   */
  admit(session: string, remaining: number): void {
    if (this.bySession.has(session)) this.expiry.setSooner(session, remaining);
  }

  /** Checks the sockets that lost permissions concern. */
  async checkLost(lost: readonly LostRight[]): Promise<void> {
    const sessions = lost.flatMap(({ session_id: id }) => id ?? []);
    const memberships = lost.flatMap(({ kind, conversation_id: conversation, user_id: user }) => {
      if (kind !== "membership" || !conversation) return [];
      return user ? membershipKey(conversation, user) : [...(this.members.get(conversation) ?? [])];
    });
    await this.checkSessions(sessions.filter((id) => this.bySession.has(id)));
    const open = memberships.filter((key) => this.byMembership.has(key));
    await inBatches(open, (keys) => this.checkMembers(keys));
  }

  /** Checks a member whose removal a hint reports. The member may have joined again meanwhile. */
  async checkMember(conversation: string, user: string): Promise<void> {
    const key = membershipKey(conversation, user);
    if (this.byMembership.has(key)) await this.checkMembers([key]);
  }

  /** Checks all sockets of a conversation that a hint reports as deleted. */
  async checkConversation(conversation: string): Promise<void> {
    const keys = [...(this.members.get(conversation) ?? [])];
    await inBatches(keys, (part) => this.checkMembers(part));
  }

  get hasExpired(): boolean {
    return this.expiry.hasDue();
  }

  /** Closes the sockets of sessions that have expired and were not renewed. */
  async checkExpired(): Promise<void> {
    const due = this.expiry.takeDue();
    try {
      await this.checkSessions(due);
    } catch (error) {
      for (const session of due) this.admit(session, 0);
      throw error;
    }
  }

  /** Checks all open sockets, after a gap in the change feed. */
  async checkAll(): Promise<void> {
    await inBatches([...this.bySession.keys()], (sessions) => this.checkSessions(sessions));
    await inBatches([...this.byMembership.keys()], (keys) => this.checkMembers(keys));
  }

  end(session: string): void {
    for (const connection of this.bySession.get(session) ?? []) {
      connection.close(closeCodes.unauthenticated, "the session ended");
    }
  }

  private async checkSessions(sessions: readonly string[]): Promise<void> {
    if (sessions.length === 0) return;
    const alive = await readAliveSessions(this.query, sessions);
    for (const session of sessions) {
      const found = alive.get(session);
      if (!found) this.end(session);
      else if (this.bySession.has(session)) this.expiry.set(session, found.remaining);
    }
  }

  private async checkMembers(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const members = await membersAmong(
      this.query,
      keys.map((key) => key.split(" ") as [string, string]),
    );
    for (const key of keys) {
      if (members.has(key)) continue;
      for (const connection of this.byMembership.get(key) ?? []) {
        connection.close(closeCodes.refused, "no such room for you");
      }
    }
  }
}

/** Passes a list on in parts that one query can read. */
export async function inBatches<T>(
  all: readonly T[],
  work: (part: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < all.length; start += ROWS) await work(all.slice(start, start + ROWS));
}

const membershipKey = (conversation: string, user: string): string => `${conversation} ${user}`;
