import type { Change, MessageRow } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { Conversation, Membership, Message } from "@rally/shared/server/models";

type Draft<C> = C extends Change
  ? Omit<C, "version" | "at" | (C["type"] extends "message" ? "seq" : never)>
  : never;

/** A change before the log gave it its version, time and seq. */
export type ChangeDraft = Draft<Change>;

/**
 * A transaction that holds one conversation's lock. Everything in it sees what was committed
 * before and what this batch wrote so far; versions and seqs are given out without a gap [S3].
 */
export class LogTransaction {
  readonly trx: Transaction;
  readonly conversation: Conversation;
  /** Milliseconds since the epoch: when this batch was committed, as everyone is told. */
  readonly now = Date.now();
  readonly changes: Change[] = [];
  /** Counts what was written, so that a refusal afterwards can be told from one before. */
  writes = 0;
  private readonly members = new Map<string, Membership | undefined>();

  private constructor(trx: Transaction, conversation: Conversation) {
    this.trx = trx;
    this.conversation = conversation;
  }

  /** @throws RallyError `not_found` */
  static async open(trx: Transaction, conversationId: string): Promise<LogTransaction> {
    const conversation = await Conversation.query(trx).findById(conversationId).forUpdate();
    if (!conversation) throw new RallyError("not_found", "There is no such conversation");
    return new LogTransaction(trx, conversation);
  }

  async member(userId: string): Promise<Membership | undefined> {
    if (!this.members.has(userId)) {
      const row = await Membership.query(this.trx).findById([this.conversation.id, userId]);
      this.members.set(userId, row);
    }
    return this.members.get(userId);
  }

  /** A conversation one is not in is the same as none. @throws RallyError `not_found` */
  async requireMember(userId: string): Promise<Membership> {
    const membership = await this.member(userId);
    if (!membership) throw new RallyError("not_found", "There is no such conversation");
    return membership;
  }

  async message(id: string): Promise<Message | undefined> {
    return await Message.query(this.trx).findById(id);
  }

  /** Writes a row beside the log, for instance that a command was done. */
  async write(action: (trx: Transaction) => Promise<unknown>): Promise<void> {
    this.writes += 1;
    await action(this.trx);
  }

  /** Takes the next version (and seq) for a message and writes its row. */
  async appendMessage(
    draft: Extract<ChangeDraft, { type: "message" }>,
    commandHash: Buffer,
  ): Promise<MessageRow> {
    const { conversation, now } = this;
    this.writes += 1;
    const version = (conversation.version += 1);
    const seq = (conversation.lastSeq += 1);
    await Message.query(this.trx).insert({
      id: draft.id,
      conversationId: conversation.id,
      seq,
      version,
      sentVersion: version,
      authorId: draft.author,
      content: draft.content,
      replyTo: draft.replyTo ?? null,
      commandHash,
      sentAt: draft.sentAt === undefined ? null : new Date(draft.sentAt),
      createdAt: new Date(now),
    });
    this.changes.push({ ...draft, version, seq, at: now });
    return { ...draft, version, seq, at: now };
  }

  /** Takes the next version for what happens to a message, and touches its row. */
  async appendTouch(
    draft: Extract<ChangeDraft, { type: "edit" | "delete" }>,
  ): Promise<{ version: number; at: number }> {
    this.writes += 1;
    const version = (this.conversation.version += 1);
    const at = this.now;
    await Message.query(this.trx)
      .findById(draft.id)
      .patch(
        draft.type === "edit"
          ? { version, content: draft.content, editedAt: new Date(at) }
          : { version, content: null, replyTo: null, deletedAt: new Date(at) },
      );
    this.changes.push({ ...draft, version, at });
    return { version, at };
  }

  /** Moves a member's marker; `logged` only in rooms small enough to show who has read what. */
  async appendMarker(user: string, seq: number, logged: boolean): Promise<void> {
    this.writes += 1;
    const membership = await this.member(user);
    const version = logged ? (this.conversation.version += 1) : (membership?.version ?? 0);
    await Membership.query(this.trx)
      .findById([this.conversation.id, user])
      .patch({ marker: seq, version });
    if (membership) Object.assign(membership, { marker: seq, version });
    if (!logged) return;
    this.changes.push({ type: "marker", user, seq, author: user, version, at: this.now });
  }

  /** Writes the conversation's own row, with the number of the update that carries the changes. */
  async close(updateNumber: number): Promise<void> {
    await Conversation.query(this.trx).findById(this.conversation.id).patch({
      version: this.conversation.version,
      lastSeq: this.conversation.lastSeq,
      updateNumber,
    });
  }
}
