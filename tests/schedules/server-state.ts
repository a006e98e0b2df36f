import type { TestRally } from "@rally/api/testing";
import {
  foldMessage,
  isOfMessage,
  readTail,
  type Change,
  type StoredMessage,
  type MarkerRow,
  type MessageRow,
} from "@rally/shared/conversations";
import { Conversation, Membership, Message, messageRow } from "@rally/shared/server/models";
import { expect } from "vitest";
import * as Y from "yjs";

/** A conversation from its rows, and its whole log from its room. */
export interface ServerState {
  version: number;
  lastSeq: number;
  /** Ordered by seq. */
  messages: MessageRow[];
  /** By user. */
  members: Map<string, { marker: number; joinedSeq: number; clearedSeq: number }>;
  markers: MarkerRow[];
  log: Change[];
}

export async function readServer({ database }: TestRally, id: string): Promise<ServerState> {
  const mine = { conversation_id: id };
  const [conversation, messages, members, snapshots, updates] = await Promise.all([
    Conversation.query(database).findById(id),
    Message.query(database).where(mine).orderBy("seq"),
    Membership.query(database).where(mine),
    database<{ bytes: Buffer }>("conversation_snapshots").where(mine).select("bytes"),
    database<{ bytes: Buffer }>("conversation_updates").where(mine).orderBy("number"),
  ]);
  const doc = new Y.Doc();
  for (const { bytes } of [...snapshots, ...updates]) Y.applyUpdate(doc, bytes);
  return {
    version: conversation?.version ?? 0,
    lastSeq: conversation?.lastSeq ?? 0,
    messages: messages.map(messageRow),
    members: new Map(members.map((member) => [member.userId, member])),
    markers: members
      .filter(({ version }) => version > 0)
      .map(({ userId, marker, version }) => ({
        type: "marker" as const,
        user: userId,
        seq: marker,
        version,
      })),
    log: readTail(doc),
  };
}

/**
 * Checks that seqs and versions have no gap, that the log matches the rows, and that no marker
 * decreased.
 */
export function expectOneOrder({ version, lastSeq, messages, markers, log }: ServerState): void {
  expect(messages.map(({ seq }) => seq)).toEqual(countTo(lastSeq));
  expect(log.map((change) => change.version)).toEqual(countTo(version));
  const folded = new Map<string, StoredMessage>();
  const reached = new Map<string, MarkerRow>();
  for (const change of log) {
    if (change.type === "marker") {
      expect(change.seq).toBeGreaterThan(reached.get(change.user)?.seq ?? 0);
      const { user, seq, version } = change;
      reached.set(user, { type: "marker", user, seq, version });
    } else if (isOfMessage(change)) {
      const message = foldMessage(folded.get(change.id), change);
      if (message) folded.set(change.id, message);
    }
  }
  expect([...folded.values()].map(withoutTimes)).toEqual(messages.map(withoutTimes));
  expect(byUser([...reached.values()])).toEqual(byUser(markers));
}

/** The state that all devices must agree on; times are the database's, in milliseconds. */
export function withoutTimes({ sentAt: _sentAt, ...message }: StoredMessage): StoredMessage {
  return message;
}

export function byUser(markers: readonly MarkerRow[]): MarkerRow[] {
  return [...markers].sort((a, b) => (a.user < b.user ? -1 : 1));
}

function countTo(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index + 1);
}

/** Undeleted messages by other users, past the marker, sent after the user joined and not cleared. */
export function unreadOf({ messages, members }: ServerState, user: string): number {
  const { marker = 0, joinedSeq = 0, clearedSeq = 0 } = members.get(user) ?? {};
  const read = Math.max(marker, joinedSeq, clearedSeq);
  return messages.filter(
    ({ author, seq, deletedAt }) => author !== user && seq > read && deletedAt === undefined,
  ).length;
}
