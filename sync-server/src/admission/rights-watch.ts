import { closeCodes, type RoomAddress } from "@rally/shared/rooms";
import type { LostRight } from "../feed/index.js";
import type { Query } from "../query/index.js";
import type { Connection } from "../wire/index.js";
import { drop, put } from "../sets-by-key/index.js";
import { membersAmong, readAliveSessions } from "./rights.js";
import { SessionExpiry } from "./session-expiry.js";

/** Rows that one query reads when everything is checked. */
const ROWS = 1_000;

/**
 * Holds each open socket to its session's row, and in a conversation's room to its membership. It
 * checks the sockets that a lost permission or an expiry concerns, and all of them only after a gap.
 */
export class RightsWatch {
  private readonly bySession = new Map<string, Set<Connection>>();
  /** By conversation and user. */
  private readonly byMembership = new Map<string, Set<Connection>>();
  /** The conversations in whose rooms a user has sockets. */
  private readonly conversations = new Map<string, Set<string>>();
  private readonly expiry = new SessionExpiry();
  private sockets = 0;
  private readonly query: Query;

  /** @param query Runs on a connection that nothing else waits for. */
  constructor(query: Query) {
    this.query = query;
  }

  /** Begins to watch. Ask for the rights after this, so that none is lost unseen in between. */
  add(connection: Connection, address: RoomAddress): void {
    this.sockets += 1;
    put(this.bySession, connection.sessionId, connection);
    if (address.kind === "conversation") {
      put(this.byMembership, keyOf(address.id, connection.userId), connection);
      put(this.conversations, connection.userId, address.id);
    }
  }

  remove(connection: Connection, address: RoomAddress): void {
    this.sockets -= 1;
    drop(this.bySession, connection.sessionId, connection);
    if (!this.bySession.has(connection.sessionId)) this.expiry.delete(connection.sessionId);
    if (address.kind === "conversation") {
      const key = keyOf(address.id, connection.userId);
      drop(this.byMembership, key, connection);
      if (!this.byMembership.has(key)) drop(this.conversations, connection.userId, address.id);
    }
  }

  get size(): number {
    return this.sockets;
  }

  /** Up to `most` open sockets. */
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

  /** The sockets of a user, by the conversation in whose room they are. */
  *socketsInConversations(user: string): Generator<[conversation: string, Set<Connection>]> {
    for (const conversation of this.conversations.get(user) ?? []) {
      const connections = this.byMembership.get(keyOf(conversation, user));
      if (connections) yield [conversation, connections];
    }
  }

  /**
   * A handshake found its session alive. A check may have found meanwhile that it expires sooner;
   * one that expires later is noticed when the earlier time has come.
   */
  admit(session: string, remaining: number): void {
    if (this.bySession.has(session)) this.expiry.setSooner(session, remaining);
  }

  /** Checks the sockets that lost permissions concern. */
  async checkLost(lost: readonly LostRight[]): Promise<void> {
    const sessions = lost.flatMap(({ session_id: id }) => id ?? []);
    const memberships = lost.flatMap(({ kind, conversation_id: conversation, user_id: user }) =>
      kind === "membership" && conversation && user ? keyOf(conversation, user) : [],
    );
    await this.checkSessions(sessions.filter((id) => this.bySession.has(id)));
    await this.checkMembers(memberships.filter((key) => this.byMembership.has(key)));
  }

  /** Checks a member of whom a hint says that they are none any more: by now they may be one again. */
  async checkMember(conversation: string, user: string): Promise<void> {
    const key = keyOf(conversation, user);
    if (this.byMembership.has(key)) await this.checkMembers([key]);
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

  /** Checks all open sockets: after a gap in what this server has read. */
  async checkAll(): Promise<void> {
    await inParts([...this.bySession.keys()], (sessions) => this.checkSessions(sessions));
    await inParts([...this.byMembership.keys()], (keys) => this.checkMembers(keys));
  }

  /** Closes the sockets of a session that ended. */
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

/** Hands on a list in parts that one query can read. */
export async function inParts<T>(
  all: readonly T[],
  work: (part: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < all.length; start += ROWS) await work(all.slice(start, start + ROWS));
}

const keyOf = (conversation: string, user: string): string => `${conversation} ${user}`;
