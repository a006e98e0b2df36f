import { deleteMessage, editMessage, sendMessage, type Content } from "@rally/shared/conversations";
import type { Input } from "@rally/shared/commands";
import type { PollResult } from "@rally/shared/conversations";
import type { ErrorBody } from "@rally/shared/errors";
import type { StoredMessageRow, OutboxRow } from "../../database/index.js";
import { unsentContent } from "../data/enqueue-commands.js";

/** The states of a command without a successful answer. */
type UnconfirmedState = "pending" | "sending" | "refused";

/** The reactions to a message with one emoji. */
export interface ReactionView {
  emoji: string;
  count: number;
  mine: boolean;
}

/** The result of a poll, including the user's unsent vote. */
export interface PollView extends PollResult {
  mine: readonly number[];
  /** Why the user's last vote, or closing the poll, was refused. */
  error?: ErrorBody;
}

/** A message as rendered. Times in epoch milliseconds. */
export interface MessageView {
  id: string;
  /** Absent until the server has assigned it. */
  seq?: number;
  author: string | null;
  own: boolean;
  /** Null if deleted. */
  content: Content | null;
  at: number;
  editedAt?: number;
  deleted: boolean;
  /** The author is ignored: the message is counted in the list, not shown. */
  hidden?: true;
  /** The user has deleted it for themselves: it is not shown. */
  removed?: true;
  replyTo?: string;
  quote?: { id: string; author: string | null; content: Content | null };
  pinned?: true;
  /** Including the user's unconfirmed ones. */
  reactions?: ReactionView[];
  /** Of a poll. */
  poll?: PollView;
  /** `sent` and `read` apply only to the user's own messages. */
  state: UnconfirmedState | "sent" | "read";
  /** The reason for a refusal. */
  error?: ErrorBody;
  /** An unconfirmed edit or deletion by the user; the view already contains it. */
  unconfirmedEdit?: {
    command: string;
    kind: "edit" | "delete";
    state: UnconfirmedState;
    error?: ErrorBody;
  };
}

/**
 * Combines stored messages with the unconfirmed commands of the outbox.
 * @param readSeq the highest seq read by another user.
 */
export function messageViews(
  me: string,
  stored: readonly StoredMessageRow[],
  commands: readonly OutboxRow[],
  readSeq: number,
): { rows: MessageView[]; unconfirmed: MessageView[] } {
  const rows = stored.map((row) => storedView(me, row, readSeq));
  const known = new Map(rows.map((row) => [row.id, row]));
  const unconfirmed = commands
    .filter((command) => command.name === sendMessage.name && !known.has(command.id))
    .map((command) => unconfirmedView(me, command));
  for (const view of unconfirmed) known.set(view.id, view);
  for (const command of commands) applyUnconfirmedEdit(known, command);
  return { rows, unconfirmed: unconfirmed.filter((view) => !view.deleted) };
}

function storedView(me: string, row: StoredMessageRow, readSeq: number): MessageView {
  const own = row.author === me;
  return {
    id: row.id,
    author: row.author ?? null,
    own,
    content: row.content,
    at: row.at ?? 0,
    deleted: row.deletedAt !== undefined,
    state: own && row.seq !== undefined && row.seq <= readSeq ? "read" : "sent",
    ...(row.seq === undefined ? {} : { seq: row.seq }),
    ...(row.editedAt === undefined ? {} : { editedAt: row.editedAt }),
    ...(row.replyTo === undefined ? {} : { replyTo: row.replyTo }),
  };
}

function unconfirmedView(me: string, command: OutboxRow): MessageView {
  const { replyTo } = command.input as Input<typeof sendMessage>;
  return {
    id: command.id,
    author: me,
    own: true,
    content: unsentContent(command),
    at: command.createdAt,
    deleted: false,
    state: command.state,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(command.error ? { error: command.error } : {}),
  };
}

function applyUnconfirmedEdit(known: ReadonlyMap<string, MessageView>, command: OutboxRow): void {
  const kind =
    command.name === editMessage.name
      ? "edit"
      : command.name === deleteMessage.name
        ? "delete"
        : undefined;
  if (!kind) return;
  const input = command.input as { messageId: string; content?: Content };
  const view = known.get(input.messageId);
  if (!view) return;
  const state = command.state as UnconfirmedState;
  view.unconfirmedEdit = {
    command: command.id,
    kind,
    state,
    ...(command.error ? { error: command.error } : {}),
  };
  // A refused deletion is not applied; the text of a refused edit is shown, to be saved.
  if (kind === "edit" && input.content) {
    view.content = input.content;
    view.deleted = false;
  } else if (kind === "delete" && state !== "refused") {
    view.content = null;
    view.deleted = true;
  }
}
