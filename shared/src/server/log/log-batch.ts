import { changeBytes, type Change } from "../../conversations/index.js";
import { RallyError } from "../../errors/index.js";
import type { Bus } from "../bus/index.js";
import type { Transaction } from "../database/index.js";
import type { ConversationState, Member } from "./conversation-state.js";
import type { RecordedCommand } from "./idempotency.js";
import { updateRows, type NumberedUpdate, type BatchWrite } from "./batch-write.js";
import type { RowList, RowRead } from "./row-list.js";

/** A change before the log gives it its version and time. */
export type NewChange<Type extends Change["type"] = Change["type"]> = {
  [T in Type]: Omit<Extract<Change, { type: T }>, "version" | "at">;
}[Type];

/** Publishes to other processes what was committed. */
export type PublishAfterCommit = (bus: Bus) => void;

/**
 * Writes rows that are not part of the log (members, a group's name) in the same transaction. A
 * batch with such a write has a transaction of its own. A refusal thrown here undoes the batch; its
 * commands are then tried one by one.
 */
export interface TransactionWrite {
  /** The users whose rows are locked before anything is written, because rows of them change. */
  locks?: readonly string[];
  write(trx: Transaction): Promise<PublishAfterCommit>;
}

/** What was read for a batch's decisions. */
export interface BatchReads {
  recorded: ReadonlyMap<string, RecordedCommand>;
  rows: ReadonlyMap<RowRead<unknown>, ReadonlyMap<string, unknown>>;
  /** Possible successors of the owner, highest role and earliest to join first. */
  successors: readonly string[];
}

/** The bounds of a room's tail. */
export interface TailBounds {
  tailBytes: number;
  tailChanges: number;
}

/** What a change adds to the bytes of its command: version, seq, author, time, names. */
const CHANGE_BYTES = 256;
/** Updates of one room in one batch at most, so that one commit stays short. */
const UPDATES_PER_BATCH = 4;

/**
 * What a batch of commands reads and adds: the committed state, the changes that the batch has added
 * so far, and versions without a gap [S3]. It is all in memory; nothing is written before the commit.
 */
export class LogBatch {
  readonly conversation: ConversationState;
  /** The time of the batch's changes, in milliseconds since the epoch. */
  readonly now: number;
  /** The batch's changes, divided into updates that each fit into the tail. */
  readonly changesByUpdate: Change[][] = [];
  /** Writes to other tables in the same transaction. */
  readonly transactionWrites: TransactionWrite[] = [];
  readonly recorded: ReadonlyMap<string, RecordedCommand>;
  readonly successors: readonly string[];
  /** Rises with each write, to tell a refusal before a command's first write from one after it. */
  writes = 0;
  /** UTF-8 bytes of the last update's changes as JSON, or somewhat more. */
  private bytes = 0;
  private commands = 0;
  private readonly was: BatchWrite["was"];
  private readonly bounds: TailBounds;
  private readonly reads: BatchReads["rows"];
  private readonly lists = new Map<RowList<never>, Map<string, unknown>>();

  constructor(
    conversation: ConversationState,
    { recorded, rows, successors }: BatchReads,
    bounds: TailBounds,
    now: number,
  ) {
    this.now = now;
    this.bounds = bounds;
    const { id, epoch, version, updateNumber, memberCount, rights } = conversation;
    this.was = { id, epoch, version, updateNumber, memberCount, rights };
    this.conversation = conversation;
    this.recorded = recorded;
    this.reads = rows;
    this.successors = successors;
  }

  /**
   * Reserves space for a command of so many bytes. An update never holds more than the tail, or readers
   * would miss some of it.
   * @returns false when the batch is full.
   */
  reserve(bytes: number): boolean {
    const last = this.changesByUpdate.at(-1);
    if (last && last.length > 0) {
      const { tailBytes, tailChanges } = this.bounds;
      if (last.length >= tailChanges || this.bytes + bytes + CHANGE_BYTES > tailBytes) {
        if (this.changesByUpdate.length >= UPDATES_PER_BATCH) return false;
        this.changesByUpdate.push([]);
        this.bytes = 0;
      }
    }
    this.commands += 1;
    return true;
  }

  /**
   * Adds a change under the next version, which it takes from the state.
   * @param bytes its command's size as JSON, where that is known: it saves measuring the change.
   */
  add(newChange: NewChange, bytes?: number): { version: number; at: number } {
    this.writes += 1;
    const version = (this.conversation.version += 1);
    const at = this.now;
    const change = { ...newChange, version, at };
    const last = this.changesByUpdate.at(-1);
    if (last) last.push(change);
    else this.changesByUpdate.push([change]);
    this.bytes += bytes === undefined ? changeBytes(change) : bytes + CHANGE_BYTES;
    return { version, at };
  }

  /** Counts a write that adds no change. */
  countWrite(): void {
    this.writes += 1;
  }

  /** The rows of a list that this batch writes, by their key. */
  rows<Row>(list: RowList<Row>): Map<string, Row> {
    const known = this.lists.get(list);
    if (known) return known as Map<string, Row>;
    const rows = new Map<string, Row>();
    this.lists.set(list, rows);
    return rows;
  }

  /** A row that the command declared in its reads. */
  read<Row>(rows: RowRead<Row>, id: string): Row | undefined {
    return this.reads.get(rows)?.get(id) as Row | undefined;
  }

  member(userId: string): Member | undefined {
    return this.conversation.members.get(userId);
  }

  /**
   * The member's row. To outsiders the conversation does not exist.
   * @throws RallyError `not_found`, `banned` when this server has banned the member.
   */
  requireMember(userId: string): Member {
    const member = this.member(userId);
    if (!member) throw new RallyError("not_found", "There is no such conversation");
    if (member.bannedUntil > this.now) throw new RallyError("banned", "You are banned");
    return member;
  }

  /** Everything to commit, with the updates that carry its changes to readers. */
  toWrite(updates: readonly NumberedUpdate[]): BatchWrite {
    const { version, lastSeq, memberCount, updateNumber } = this.conversation;
    const rows = this.rows(updateRows);
    let updateBytes = 0;
    for (const update of updates) {
      rows.set(String(update.number), update);
      updateBytes += update.bytes.length;
    }
    return {
      was: this.was,
      ...{ version, lastSeq, memberCount, updateNumber, updateBytes },
      commands: this.commands,
      at: this.now,
      rows: this.lists,
    };
  }
}
