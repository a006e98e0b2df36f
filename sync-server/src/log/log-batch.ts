import { changeBytes, type Change, type MessageRow } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import type { Role } from "@rally/shared/members";
import type { Transaction } from "@rally/shared/server/database";
import type {
  ConversationState,
  LoggedMessage,
  Member,
  MessageToWrite,
} from "./conversation-state.js";
import { writeFirstMessage, writeMember, type Told } from "./member-rows.js";
import { keyOf, type CommandIdentity, type Recalled } from "./recalled.js";
import type { MessageTouch, NumberedUpdate, RoomWrite } from "./room-write.js";

type Draft<C> = C extends Change
  ? Omit<C, "version" | "at" | (C["type"] extends "message" ? "seq" : never)>
  : never;

/** A change before the log gave it its version, time and seq. */
export type ChangeDraft = Draft<Change>;

/**
 * A user's rows beside the log that must be durable with it; written under the conversation's lock
 * and then the user's, in a transaction of this batch alone. A refusal thrown here undoes the
 * batch, whose works are then tried one by one.
 */
export interface Alongside {
  /** The user whose row is locked before anything is written; none where no row of a user changes. */
  user?: string;
  /** @returns what is told after the commit. */
  write(trx: Transaction): Promise<Told>;
}

/** What the works of a batch said that they ask for. */
export interface ReadForBatch {
  messages: readonly LoggedMessage[];
  known: ReadonlyMap<string, Recalled>;
  eldest: readonly string[];
}

/** What a room's tail holds. */
export interface TailBounds {
  tailBytes: number;
  tailChanges: number;
}

/** What a change adds to the bytes of its command: version, seq, author, time, names. */
const CHANGE_BYTES = 256;
/** Updates of one room in one transaction at most, so that one commit stays short. */
const PIECES = 4;

/**
 * What a batch of works sees and does: what was committed before it, what it wrote so far, and
 * versions and seqs without a gap [S3]. All in memory; nothing is written before the commit.
 */
export class LogBatch {
  readonly conversation: ConversationState;
  /** Milliseconds since the epoch: when this batch was committed, as everyone is told. */
  readonly now: number;
  /** What is appended, cut so that each piece has room in the tail. */
  readonly pieces: Change[][] = [];
  readonly alongside: Alongside[] = [];
  /** What those who wrote alongside have to tell. */
  readonly told: Told[] = [];
  /** Counts what was written, so that a refusal afterwards can be told from one before. */
  writes = 0;
  /** UTF-8 bytes of the last piece's changes as JSON, or somewhat more. */
  private bytes = 0;
  /** Candidates to succeed the owner, highest role and earliest to join first; read only if the owner may leave. */
  readonly eldest: readonly string[];
  private readonly was: RoomWrite["was"];
  private readonly bounds: TailBounds;
  private readonly messages: ReadonlyMap<string, LoggedMessage>;
  private readonly known: ReadonlyMap<string, Recalled>;
  private readonly sent = new Map<string, MessageToWrite>();
  private readonly touched = new Map<string, MessageTouch>();
  private readonly markers = new Map<string, RoomWrite["markers"][number]>();
  private readonly done = new Map<string, CommandIdentity & { result: unknown }>();

  constructor(
    conversation: ConversationState,
    { messages, known, eldest }: ReadForBatch,
    bounds: TailBounds,
    now = Date.now(),
  ) {
    this.now = now;
    this.bounds = bounds;
    const { id, epoch, version, updateNumber, memberCount, rights } = conversation;
    this.was = { id, epoch, version, updateNumber, memberCount, rights };
    this.conversation = conversation;
    this.messages = new Map(messages.map((message) => [message.id, message]));
    this.known = known;
    this.eldest = eldest;
  }

  /**
   * Makes room for a work that says so many bytes. An update must not bring more than the tail
   * holds, or a reader would miss some of it.
   * @returns false when the batch is full.
   */
  makeRoom(bytes: number): boolean {
    const last = this.pieces.at(-1);
    if (!last) return true;
    const { tailBytes, tailChanges } = this.bounds;
    if (last.length < tailChanges && this.bytes + bytes + CHANGE_BYTES <= tailBytes) return true;
    if (this.pieces.length >= PIECES) return false;
    this.pieces.push([]);
    this.bytes = 0;
    return true;
  }

  /** What is known of a command's id, from before and from this batch [S2]. */
  recall(command: CommandIdentity): Recalled | undefined {
    const here = this.done.get(keyOf(command));
    if (here) return here.hash.equals(command.hash) ? { result: here.result } : "conflict";
    const sent = this.sent.get(command.commandId);
    if (sent) return sent.hash.equals(command.hash) ? "message" : "conflict";
    return this.known.get(keyOf(command));
  }

  /** Remembers a command's result, to be answered again. */
  remember(command: CommandIdentity, result: unknown): void {
    this.writes += 1;
    this.done.set(keyOf(command), { ...command, result });
  }

  member(userId: string): Member | undefined {
    return this.conversation.members.get(userId);
  }

  /**
   * A conversation one is not in is the same as none.
   * @throws RallyError `not_found`, `banned` where this server lets the member do nothing.
   */
  requireMember(userId: string): Member {
    const member = this.member(userId);
    if (!member) throw new RallyError("not_found", "There is no such conversation");
    if (member.bannedUntil > this.now) throw new RallyError("banned", "You are banned");
    return member;
  }

  /** A message that the work said it reads, or that this batch wrote. */
  message(id: string): LoggedMessage | undefined {
    const [sent, read, touch] = [this.sent.get(id), this.messages.get(id), this.touched.get(id)];
    if (sent) {
      return {
        ...sent,
        conversationId: this.conversation.id,
        authorId: sent.author,
        commandHash: sent.hash,
      };
    }
    return read && touch
      ? { ...read, version: touch.version, deletedAt: touch.deletedAt ?? read.deletedAt }
      : read;
  }

  /** Takes the next version and seq for a message; `bytes`: its command's size as JSON. */
  appendMessage(
    draft: Extract<ChangeDraft, { type: "message" }>,
    { hash, bytes }: { hash: Buffer; bytes: number },
  ): MessageRow {
    const version = this.nextVersion();
    const seq = (this.conversation.lastSeq += 1);
    this.sent.set(draft.id, {
      id: draft.id,
      seq,
      authorSeq: this.nextAuthorSeq(draft.author),
      version,
      sentVersion: version,
      author: draft.author,
      content: draft.content,
      replyTo: draft.replyTo ?? null,
      hash,
      sentAt: draft.sentAt ?? null,
      createdAt: this.now,
      editedAt: null,
      deletedAt: null,
    });
    const message = { ...draft, version, seq, at: this.now };
    this.show(message, bytes + CHANGE_BYTES);
    return message;
  }

  /** Takes the next version for what happens to a message. */
  appendTouch(draft: Extract<ChangeDraft, { type: "edit" | "delete" }>): {
    version: number;
    at: number;
  } {
    const version = this.nextVersion();
    const at = this.now;
    const now =
      draft.type === "edit"
        ? { content: draft.content, editedAt: at }
        : { content: null, deletedAt: at };
    const sent = this.sent.get(draft.id);
    if (sent) Object.assign(sent, now, { version }, draft.type === "delete" && { replyTo: null });
    else {
      const before = this.touched.get(draft.id) ?? { editedAt: null, deletedAt: null };
      this.touched.set(draft.id, { ...before, ...now, id: draft.id, version });
    }
    this.show({ ...draft, version, at });
    return { version, at };
  }

  /** Moves a member's marker; `logged` only in rooms small enough to show who has read what. */
  appendMarker(user: string, seq: number, logged: boolean): void {
    const member = this.requireMember(user);
    const version = logged ? this.nextVersion() : member.version;
    this.writes += 1;
    Object.assign(member, { marker: seq, version });
    this.markers.set(user, { user, marker: seq, version });
    if (logged) this.show({ type: "marker", user, seq, author: user, version, at: this.now });
  }

  /**
   * Notes that a member of a two-person conversation has written there: from the commit on the other
   * one may see their presence.
   */
  noteFirstMessage(user: string): void {
    const member = this.requireMember(user);
    if (member.wrote) return;
    member.wrote = true;
    const { id } = this.conversation;
    this.alongside.push({ write: (trx) => writeFirstMessage(trx, id, user) });
  }

  /** Says what somebody is from now on; null: gone. Their rows are written with the commit. */
  appendMember(user: string, role: Role | null, author: string): number {
    const version = this.nextVersion();
    const { id, lastSeq, members } = this.conversation;
    const was = members.get(user);
    if (role === null) members.delete(user);
    else if (was) was.role = role;
    // Nobody who is banned is brought in: the commit asks that under the user's lock.
    else {
      members.set(user, {
        ...{ role, marker: lastSeq, joinedSeq: lastSeq, version: 0, bannedUntil: 0, wrote: false },
        // They may have been here before, and have sent messages then.
        sent: null,
        // The state is read again after a batch that changes members.
        sharesMarker: false,
      });
    }
    if (!was || role === null) this.conversation.memberCount += was ? -1 : 1;
    const rows = { conversation: id, user, version, role, was: was !== undefined, lastSeq, author };
    this.alongside.push({ user, write: (trx) => writeMember(trx, rows) });
    this.show({ type: "member", user, role, author, version, at: this.now });
    return version;
  }

  /** All that is to be committed, with the updates that show its changes. */
  written(updates: readonly NumberedUpdate[]): RoomWrite {
    const { version, lastSeq, memberCount, updateNumber } = this.conversation;
    return {
      was: this.was,
      ...{ version, lastSeq, memberCount, updateNumber, updates },
      commands: this.sent.size + this.done.size,
      at: this.now,
      sent: [...this.sent.values()],
      touched: [...this.touched.values()],
      markers: [...this.markers.values()],
      done: [...this.done.values()],
    };
  }

  private nextAuthorSeq(author: string): number | null {
    const member = this.member(author);
    if (!member || member.sent === null) return null;
    return (member.sent += 1);
  }

  private nextVersion(): number {
    this.writes += 1;
    return (this.conversation.version += 1);
  }

  /** @param bytes what the change takes of the tail at most. */
  private show(change: Change, bytes = changeBytes(change)): void {
    const last = this.pieces.at(-1);
    if (last) last.push(change);
    else this.pieces.push([change]);
    this.bytes += bytes;
  }
}
